import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { withinTime } from './timeLimit';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const never = new Promise<never>(() => undefined);

describe('a time limit', () => {
  it('hands on what comes in time, a result or an error', async () => {
    const late = () => new Error('late');
    expect(await withinTime(Promise.resolve(7), 100, late)).toBe(7);
    await expect(withinTime(Promise.reject(new Error('own')), 100, late)).rejects.toThrow('own');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('throws its own error once the time is over', async () => {
    const waiting = expect(withinTime(never, 100, () => new Error('late'))).rejects.toThrow('late');
    await vi.advanceTimersByTimeAsync(100);
    await waiting;
  });
});
