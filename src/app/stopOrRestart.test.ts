import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { stopOrRestart } from './stopOrRestart';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const never = new Promise<never>(() => undefined);

describe('stopping a worker', () => {
  it('leaves one alone that answers', async () => {
    const end = vi.fn();
    await stopOrRestart(async () => undefined, end);
    await vi.runAllTimersAsync();
    expect(end).not.toHaveBeenCalled();
  });

  it('ends one that does not answer, but not before its time', async () => {
    const end = vi.fn();
    const stopping = stopOrRestart(() => never, end);
    await vi.advanceTimersByTimeAsync(2900);
    expect(end).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(200);
    await stopping;
    expect(end).toHaveBeenCalledOnce();
  });

  it('ends one that cannot be asked any more', async () => {
    const end = vi.fn();
    await stopOrRestart(() => Promise.reject(new Error('broken')), end);
    expect(end).toHaveBeenCalledOnce();
  });
});
