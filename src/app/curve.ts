import type { HistoryPoint } from '../store/records';

/** What the plot of a run draws: columns of one length, null where a series has no point. */
export interface Curve {
  steps: number[];
  losses: (number | null)[];
  /** exponential moving average of `losses`, unbiased at its start */
  smoothed: (number | null)[];
  heldOut: (number | null)[];
}

/** The columns, in the order of steps; two points of one step are joined. */
export function curveOf(history: HistoryPoint[], decay = 0.9): Curve {
  const curve: Curve = { steps: [], losses: [], smoothed: [], heldOut: [] };
  let sum = 0;
  let weight = 0;
  for (const point of history) {
    const loss = Number.isFinite(point.loss) ? point.loss : null;
    if (loss !== null) {
      sum = decay * sum + (1 - decay) * loss;
      weight = decay * weight + (1 - decay);
    }
    const smoothed = loss === null ? null : sum / weight;
    const heldOut = point.heldOut?.total ?? null;
    const last = curve.steps.length - 1;
    if (curve.steps[last] === point.step) {
      curve.losses[last] ??= loss;
      if (smoothed !== null) curve.smoothed[last] = smoothed;
      curve.heldOut[last] ??= heldOut;
    } else {
      curve.steps.push(point.step);
      curve.losses.push(loss);
      curve.smoothed.push(smoothed);
      curve.heldOut.push(heldOut);
    }
  }
  return curve;
}
