import { expect, test } from 'vitest';
import type { HistoryPoint } from '../store/records';
import { curveOf } from './curve';

const total = (value: number) => ({ heldOut: { total: value } as HistoryPoint['heldOut'] });

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
    heldOut: [2, 1.2]
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
