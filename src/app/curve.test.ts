import { expect, test } from 'vitest';
import type { HistoryPoint } from '../store/records';
import { GrowingCurve } from './curve';

const total = (value: number) => ({ heldOut: { total: value } as HistoryPoint['heldOut'] });

function curveOf(history: HistoryPoint[], decay = 0.9) {
  const growing = new GrowingCurve(decay);
  growing.add(history);
  return growing.curve;
}

test('a curve joins the two points of a step and keeps gaps', () => {
  const history: HistoryPoint[] = [
    { epoch: 0, step: 0, loss: Number.NaN, ...total(2) },
    { epoch: 1, step: 1, loss: 1.5 },
    { epoch: 1, step: 1, loss: 1.5, ...total(1.2) }
  ];
  expect(curveOf(history)).toEqual({
    steps: [0, 1],
    losses: [null, 1.5],
    smoothed: [null, 1.5],
    heldOut: [{ total: 2 }, { total: 1.2 }]
  });
});

test('smoothing starts at the first loss and follows later ones slowly', () => {
  const losses = [4, 4, 0];
  const history = losses.map((loss, i): HistoryPoint => ({ epoch: 1, step: i + 1, loss }));
  const { smoothed } = curveOf(history, 0.5);
  expect(smoothed[0]).toBeCloseTo(4);
  expect(smoothed[1]).toBeCloseTo(4);
  expect(smoothed[2]).toBeCloseTo((0.5 * (0.5 * 2 + 2) + 0) / 0.875);
});

test('after a thousand epochs a curve is no wider than a screen, and still tells the same', () => {
  const [epochs, stepsPerEpoch] = [1000, 25];
  const growing = new GrowingCurve();
  const loss = (step: number) => 1 + Math.exp(-step / 5000);
  for (let step = 1; step <= epochs * stepsPerEpoch; step++)
    growing.add([
      {
        epoch: Math.floor(step / stepsPerEpoch),
        step,
        loss: loss(step),
        ...(step % stepsPerEpoch === 0 ? total(step) : {})
      }
    ]);
  const { steps, losses, smoothed, heldOut } = growing.curve;
  expect(steps.length).toBeGreaterThan(1000);
  expect(steps.length).toBeLessThanOrEqual(2000);
  for (const column of [losses, smoothed, heldOut]) expect(column).toHaveLength(steps.length);
  expect(steps.at(-1)).toBe(25_000);
  expect(steps).toEqual([...new Set(steps)].sort((a, b) => a - b));
  // A column of 16 steps is their mean.
  for (const [i, step] of steps.entries()) expect(losses[i]).toBeCloseTo(loss(step - 7.5), 2);
  expect(smoothed.at(-1)).toBeCloseTo(loss(25_000), 2);
  expect(heldOut.filter((held) => held !== null)).toHaveLength(1000);
});
