import { afterEach, beforeEach, expect, test } from 'vitest';
import { addFiles, setTranscript } from '../store/clips';
import { finishConversion, startConversion } from '../store/conversion';
import { database } from '../store/database';
import { ownvoice } from './ownvoice';

/** The API of another tab: the same code once more, with the same database and locks. */
const otherTab = (
  (await import(/* @vite-ignore */ new URL('./api/training.ts?tab', import.meta.url).href)) as {
    training: typeof ownvoice.training;
  }
).training;
const { training } = ownvoice;
/** A backend that needs no measuring; what matters here happens before the first step. */
const settings = { dataset: 'jane', backend: 'cpu' } as const;

const RealWorker = globalThis.Worker;
const made: Worker[] = [];

/** Lets the page's workers be made of another script, and keeps them. */
function workersFrom(script?: string) {
  globalThis.Worker = class extends RealWorker {
    constructor(url: string | URL, options?: WorkerOptions) {
      super(script ?? url, options);
      made.push(this);
    }
  };
}

beforeEach(async () => {
  const db = await database();
  await Promise.all([...db.objectStoreNames].map((name) => db.clear(name)));
  await ownvoice.datasets.create('jane');
  // Noise that takes a while to prepare.
  const pcm = Float32Array.from({ length: 10 * 22050 }, () => 0.2 * Math.random() - 0.1);
  for (const name of ['a', 'b', 'c']) {
    await addFiles('jane', [{ name, file: new Blob(['x']) }]);
    await startConversion(`jane/${name}`);
    await finishConversion(`jane/${name}`, pcm);
    await setTranscript(`jane/${name}`, 'Nobody expected snow in the first week of May.');
  }
});
afterEach(() => {
  globalThis.Worker = RealWorker;
});

test('of two tabs that start a run at once one trains, and the other says which', async () => {
  const starts = await Promise.allSettled([training.start(settings), otherTab.start(settings)]);
  const [first] = starts.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []));
  const refusals = starts.flatMap((start) => (start.status === 'rejected' ? [String(start.reason)] : []));
  expect(refusals).toHaveLength(1);
  expect(refusals[0]).toContain(`${first} is training`);
  expect((await training.jobs()).map(({ id, state }) => [id, state])).toEqual([[first, 'training']]);
  await (training.current() === first ? training : otherTab).cancel(first!);
});

test('a run that another tab trains is not cancelled from here, and does not come back from there', async () => {
  const id = await otherTab.start(settings);
  expect(await training.interrupted()).toEqual(new Set());
  await expect(training.cancel(id)).rejects.toThrow(/Another tab or window trains.*Cancel it there/);
  expect((await training.job(id)).state).toBe('training');
  await otherTab.cancel(id);
  expect(await training.jobs()).toEqual([]);
});

test('a run whose worker the browser ends has failed and says why', async () => {
  workersFrom();
  const id = await training.start(settings);
  made.at(-1)!.terminate();
  const run = await training.finished(id);
  expect(run.state).toBe('failed');
  expect(run.error).toContain('memory ran out');
  expect(training.current()).toBeNull();
  await training.cancel(id);
});

test('nothing waits for ever for a worker whose script is gone', async () => {
  workersFrom();
  const cutOff = await training.start(settings);
  made.at(-1)!.terminate();
  await training.finished(cutOff);
  workersFrom('/nowhere.js');
  const gone = { name: 'UnsupportedError' };
  await expect(training.start(settings)).rejects.toMatchObject(gone);
  expect((await training.jobs()).map(({ id }) => id)).toEqual([cutOff]);
  await expect(training.resume(cutOff)).rejects.toMatchObject(gone);
  await expect(training.backends()).rejects.toMatchObject(gone);
  await expect(ownvoice.datasets.upload('jane', [new File(['x'], 'x.mp3')])).rejects.toMatchObject(gone);
  await expect(ownvoice.voices.import(new Blob(['x']))).rejects.toMatchObject(gone);
  await expect(ownvoice.speak('nobody', 'Hello.')).rejects.toMatchObject(gone);
  await training.finished(cutOff);
  await training.cancel(cutOff);
  expect(await training.jobs()).toEqual([]);
  // Where it can be loaded again, the next call starts it.
  globalThis.Worker = RealWorker;
  await expect(ownvoice.speak('nobody', 'Hello.')).rejects.toMatchObject({ name: 'NotFoundError' });
});

test('a dry run that is cancelled ends at once and leaves no run', async () => {
  const trial = new AbortController();
  const ends = training.dryRun(settings, { signal: trial.signal });
  trial.abort();
  await expect(ends).rejects.toMatchObject({ name: 'WorkerError' });
  expect(await training.jobs()).toEqual([]);
  const id = await training.start(settings);
  await training.cancel(id);
});
