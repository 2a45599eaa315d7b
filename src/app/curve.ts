import type { HeldOutLosses, HistoryPoint } from '../store/records';

/** What the plot of a run draws: columns of one length, null where a series has no point. */
export interface Curve {
  /** the last step of each column */
  steps: number[];
  /** mean over the steps of a column */
  losses: (number | null)[];
  /** exponential moving average over steps, unbiased at its start */
  smoothed: (number | null)[];
  /** of the last epoch that ended in a column */
  heldOut: (HeldOutLosses | null)[];
}

/** No screen shows more columns than this. */
const mostColumns = 2000;

/** A curve that grows with its run, and costs as little after a thousand epochs: then a column is several steps. */
export class GrowingCurve {
  readonly curve: Curve = { steps: [], losses: [], smoothed: [], heldOut: [] };
  /** steps of a column */
  private stride = 1;
  /** how many losses each column is the mean of */
  private counts: number[] = [];
  private sum = 0;
  private weight = 0;

  constructor(private readonly decay = 0.9) {}

  /** Adds points in the order of their steps; points of one step are joined. */
  add(points: readonly HistoryPoint[]): void {
    for (const { step, loss, heldOut = null } of points) {
      const known = Number.isFinite(loss);
      if (known) {
        this.sum = this.decay * this.sum + (1 - this.decay) * loss;
        this.weight = this.decay * this.weight + (1 - this.decay);
      }
      this.put(step, known ? loss : null, known ? 1 : 0, known ? this.sum / this.weight : null, heldOut);
      if (this.curve.steps.length > mostColumns) this.halve();
    }
  }

  private put(
    step: number,
    loss: number | null,
    count: number,
    smoothed: number | null,
    heldOut: HeldOutLosses | null
  ): void {
    const { curve, counts } = this;
    const last = curve.steps.at(-1);
    let i = curve.steps.length;
    if (last !== undefined && Math.floor(last / this.stride) === Math.floor(step / this.stride)) i--;
    const before = counts[i] ?? 0;
    const sum = (curve.losses[i] ?? 0) * before + (loss ?? 0) * count;
    counts[i] = before + count;
    curve.steps[i] = step;
    curve.losses[i] = before + count > 0 ? sum / (before + count) : null;
    curve.smoothed[i] = smoothed ?? curve.smoothed[i] ?? null;
    curve.heldOut[i] = heldOut ?? curve.heldOut[i] ?? null;
  }

  /** Joins columns until there is room for as many again. */
  private halve(): void {
    const { curve, counts } = this;
    const { steps, losses, smoothed, heldOut } = curve;
    Object.assign(curve, { steps: [], losses: [], smoothed: [], heldOut: [] });
    this.counts = [];
    this.stride *= 2;
    for (const [i, step] of steps.entries())
      this.put(step, losses[i] ?? null, counts[i] ?? 0, smoothed[i] ?? null, heldOut[i] ?? null);
  }
}
