import { expect, test } from 'vitest';
import { heldOutCount } from '../config';
import type { RunProgress, RunRecord } from '../store/records';
import { doneShare, estimatedSeconds } from './trainingTime';

function run(progress: Partial<RunProgress> | null, rest: Partial<RunRecord> = {}): RunRecord {
  return {
    settings: { epochs: 10 },
    state: 'training',
    progress: progress && {
      phase: 'preparing',
      epoch: 0,
      epochs: 10,
      step: 0,
      steps: 1,
      stepsPerSecond: 0,
      secondsLeft: null,
      ...progress
    },
    ...rest
  } as RunRecord;
}

test('the estimate grows with the speech and the epochs and falls with the speed of the device', () => {
  const tenMinutes = estimatedSeconds(600, 10, 25);
  expect(estimatedSeconds(600, 10, 50) / tenMinutes).toBeCloseTo(0.5, 1);
  expect(estimatedSeconds(1200, 10, 25) / tenMinutes).toBeCloseTo(2, 1);
  expect(estimatedSeconds(600, 20, 25) / tenMinutes).toBeCloseTo(2, 0);
});

test('the count of held-out clips is that of a run: none of fewer than five', () => {
  expect([heldOutCount(4, 0.5), heldOutCount(5, 0.1), heldOutCount(102, 0.1), heldOutCount(9, 0)]).toEqual([
    0, 1, 10, 0
  ]);
});

test('the share of a run rises from phase to phase, and is known to be all at its end', () => {
  const shares = [
    run({ step: 0, steps: 20 }),
    run({ step: 10, steps: 20 }),
    run({ phase: 'training', step: 0, steps: 60 }),
    run({ phase: 'training', step: 59, steps: 60 }),
    run({ phase: 'measuring', step: 0, steps: 40 }),
    run({ phase: 'measuring', step: 39, steps: 40 }),
    run({ phase: 'exporting' }),
    run({ phase: 'checking' }),
    run(null, { state: 'completed' })
  ].map((record) => doneShare(record)!);
  expect(shares).toEqual([...shares].sort((a, b) => a - b));
  expect(new Set(shares).size).toBe(shares.length);
  expect(shares[0]).toBe(0);
  expect(shares.at(-1)).toBe(1);
  expect(doneShare(run(null))).toBeNull();
});

test('a run that goes on does not begin at nothing while it prepares its clips again', () => {
  expect(doneShare(run({ epoch: 5, step: 0, steps: 20 }))).toBeGreaterThan(0.4);
});
