import { describe, expect, it } from 'vitest';
import { streamed } from './streamed';

/** Counts to three, and says what was made and whether it was ended. */
function counting(fail = false) {
  const made: number[] = [];
  const state = { ended: false, made };
  const stream = streamed<number, number>(async (give, signal) => {
    for (let n = 1; n <= 3; n++) {
      if (signal.aborted) {
        state.ended = true;
        throw new DOMException('ended', 'AbortError');
      }
      await Promise.resolve();
      if (fail && n === 2) throw new Error('broken');
      made.push(n);
      await give(n);
    }
    return 6;
  });
  return { stream, state };
}

describe('something that is made in parts', () => {
  it('is whole in the end, if nobody asks for the parts', async () => {
    expect(await counting().stream).toBe(6);
  });

  it('gives each part once, and makes the next when it is taken', async () => {
    const { stream, state } = counting();
    const taken: number[] = [];
    for await (const n of stream) {
      taken.push(n);
      await new Promise((done) => setTimeout(done, 5));
      expect(state.made).toEqual(taken);
    }
    expect(taken).toEqual([1, 2, 3]);
    expect(await stream).toBe(6);
  });

  it('ends when the loop is left', async () => {
    const { stream, state } = counting();
    for await (const n of stream) if (n === 1) break;
    await expect(stream).rejects.toThrow('ended');
    expect(state).toEqual({ ended: true, made: [1] });
  });

  it('throws in the loop what it fails with', async () => {
    const { stream } = counting(true);
    const taken: number[] = [];
    const reading = (async () => {
      for await (const n of stream) taken.push(n);
    })();
    await expect(reading).rejects.toThrow('broken');
    expect(taken).toEqual([1]);
  });
});
