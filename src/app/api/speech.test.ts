import 'fake-indexeddb/auto';
import { beforeEach, expect, test, vi } from 'vitest';
import type { SpokenSentence } from '../../synthesis/speak';

/** A worker that speaks one sentence when it is let go on. */
const worker = vi.hoisted(() => ({ stops: 0, speaking: [] as ((complete: boolean) => void)[] }));
vi.mock('comlink', () => ({ proxy: (callback: unknown) => callback }));
vi.mock('../workers', () => ({
  stopSynthesiser: () => Promise.resolve(worker.stops++),
  withSynthesiser: (use: (api: unknown) => unknown) =>
    Promise.resolve(
      use({
        speak: (_: string, text: string, __: unknown, onSentence: (sentence: SpokenSentence) => void) =>
          new Promise<boolean>((done) =>
            worker.speaking.push((complete) => {
              const samples = new Float32Array([1]);
              onSentence({
                samples,
                silence: 0,
                sampleRate: 22050,
                index: 0,
                count: 1,
                text
              } as SpokenSentence);
              done(complete);
            })
          )
      })
    )
}));
const { speak } = await import('./speech');

/** Waits until the worker has been asked to speak so many times. */
const asked = (times: number) => vi.waitFor(() => expect(worker.speaking).toHaveLength(times));

beforeEach(() => {
  worker.stops = 0;
  worker.speaking.length = 0;
});

test('a newer speaking stops the older one, and aborting that then leaves the newer one alone', async () => {
  const [older, newer] = [new AbortController(), new AbortController()];
  const first = speak('jane', 'One.', { signal: older.signal });
  await asked(1);
  const second = speak('jane', 'Two.', { signal: newer.signal });
  await asked(2);
  expect(worker.stops).toBe(1);
  older.abort();
  worker.speaking[0]!(false);
  await expect(first).rejects.toMatchObject({ name: 'AbortError' });
  expect(worker.stops).toBe(1);
  worker.speaking[1]!(true);
  expect((await second).samples).toEqual(new Float32Array([1]));
});

test('the newest speaking stops when it is aborted', async () => {
  const abort = new AbortController();
  const speaking = speak('jane', 'Three.', { signal: abort.signal });
  await asked(1);
  abort.abort();
  expect(worker.stops).toBe(1);
  worker.speaking[0]!(false);
  await expect(speaking).rejects.toMatchObject({ name: 'AbortError' });
});
