import { expect, test } from 'vitest';
import type { RunProgress, RunRecord } from '../store/database';
import { estimatedSeconds, heldOutCount, timeShare, vocoderSteps } from './trainingTime';

function run(progress: Partial<RunProgress> | null, rest: Partial<RunRecord> = {}): RunRecord {
  return {
    settings: { epochs: 10 },
    history: [],
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
  expect(estimatedSeconds(600, 20, 25) / tenMinutes).toBeCloseTo(2, 1);
  // 51 680 frames: a step of the vocoder sees 960 of them, half as often as the acoustic model.
  expect(vocoderSteps(600, 10)).toBe(269);
});

test('the estimate agrees with the steps that were measured', () => {
  // docs/TRAINING_IMPLEMENTATION.md, "Speed": 48.6 GFLOPS, 20 s of speech in 1.216 s, a vocoder step in 1.160 s.
  const tenMinutes = 10 * (600 / 20) * 1.216 + 269 * 1.16;
  expect(estimatedSeconds(600, 10, 48.6) / tenMinutes).toBeGreaterThan(1);
  expect(estimatedSeconds(600, 10, 48.6) / tenMinutes).toBeLessThan(1.1);
});

test('the count of held-out clips is that of a run: none of fewer than five', () => {
  expect([heldOutCount(4, 0.5), heldOutCount(5, 0.1), heldOutCount(102, 0.1), heldOutCount(9, 0)]).toEqual([
    0, 1, 10, 0
  ]);
});

test('the share of a run follows its time: halfway when as much is left as was spent', () => {
  const halfway = run({ phase: 'acoustic model', step: 40, steps: 60, stepsPerSecond: 2, secondsLeft: 20 });
  expect(timeShare(halfway, null)).toBeCloseTo(0.04 + 0.93 / 2);
  // 30 s of the acoustic model, then 10 of 20 steps of 3 s.
  const vocoder = run({ phase: 'vocoder', step: 10, steps: 20, stepsPerSecond: 1 / 3, secondsLeft: 30 });
  expect(timeShare(vocoder, 30)).toBeCloseTo(0.04 + 0.93 * (60 / 90));
});

test('the share of a run rises from phase to phase, and is known to be all at its end', () => {
  const shares = [
    run({ step: 0, steps: 20 }),
    run({ step: 10, steps: 20 }),
    run({ phase: 'aligning', steps: 60 }),
    run({ phase: 'acoustic model', step: 1, steps: 60 }),
    run({ phase: 'acoustic model', step: 59, steps: 60, stepsPerSecond: 1, secondsLeft: 50 }),
    run({ phase: 'vocoder', step: 1, steps: 40, stepsPerSecond: 1, secondsLeft: 39 }),
    run({ phase: 'vocoder', step: 40, steps: 40, stepsPerSecond: 1, secondsLeft: 0 }),
    run({ phase: 'checking' }),
    run(null, { state: 'completed' })
  ].map((record) => timeShare(record, null)!);
  expect(shares).toEqual([...shares].sort((a, b) => a - b));
  expect(shares[0]).toBe(0);
  expect(shares.at(-1)).toBe(1);
  expect(timeShare(run(null), null)).toBeNull();
});

test('a run that goes on does not begin at nothing while it prepares its clips again', () => {
  const history = [{ phase: 'acoustic model' as const, epoch: 5, step: 30, loss: 1 }];
  expect(timeShare(run({ step: 0, steps: 20 }, { history }), null)).toBeGreaterThan(0.25);
});
