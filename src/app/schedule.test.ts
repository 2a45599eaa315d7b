import { describe, expect, it } from 'vitest';
import { Schedule } from './schedule';

/** A context whose clock a test sets, and what was started and stopped on it. */
function fake() {
  const started: { at: number; seconds: number }[] = [];
  let stopped = 0;
  const context = {
    currentTime: 0,
    destination: {} as AudioDestinationNode,
    createBuffer: (_: number, length: number, rate: number) =>
      ({ duration: length / rate, copyToChannel: () => undefined }) as unknown as AudioBuffer
  };
  const schedule = new Schedule<string>(context, (buffer, at) => {
    started.push({ at, seconds: buffer.duration });
    return { stop: () => stopped++ } as unknown as AudioScheduledSourceNode;
  });
  return { context, schedule, started, stopped: () => stopped };
}
const sound = (seconds: number) => new Float32Array(Math.round(seconds * 22050));

describe('a schedule of sounds', () => {
  it('leaves no gap: each starts where the one before ends, whenever it was added in time', () => {
    const { context, schedule, started } = fake();
    for (let i = 0; i < 200; i++) {
      schedule.add(String(i), sound(0.1 + (i % 7) / 10), 22050);
      // Sentences come at odd times, but before the last one ends.
      context.currentTime += Math.min(schedule.ahead - 0.05, ((i * 37) % 90) / 100);
    }
    for (const [i, { at, seconds }] of started.slice(0, -1).entries())
      expect(started[i + 1]?.at).toBe(at + seconds);
  });

  it('goes on at once where a sound comes too late', () => {
    const { context, schedule } = fake();
    schedule.add('a', sound(1), 22050);
    context.currentTime = 5;
    expect(schedule.add('b', sound(1), 22050)?.start).toBeCloseTo(5.03);
    expect(schedule.at(5.5)?.piece).toBe('b');
    expect(schedule.at(3)).toBeNull();
    expect(schedule.add('nothing', sound(0), 22050)).toBeNull();
  });

  it('takes back what has not begun, and ends what has', () => {
    const { context, schedule, stopped } = fake();
    for (const piece of ['a', 'b', 'c']) schedule.add(piece, sound(1), 22050);
    context.currentTime = 0.5;
    schedule.dropUnheard();
    expect(schedule.entries.map(({ piece }) => piece)).toEqual(['a']);
    expect(stopped()).toBe(2);
    schedule.add('d', sound(1), 22050);
    expect(schedule.entries[1]?.start).toBe(schedule.entries[0]?.end);
    schedule.stop();
    expect([schedule.ahead, stopped()]).toEqual([0, 4]);
  });
});
