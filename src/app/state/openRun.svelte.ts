import { onChange } from '../../store/changes';
import type { HistoryPoint, RunGain } from '../../store/records';
import { type Curve, GrowingCurve } from '../curve';
import { ownvoice } from '../ownvoice';

/** The curves and the log of the run that is looked at, which grow while it trains, here or in another tab. */
export class OpenRun {
  #curve = $state.raw<Curve>(new GrowingCurve().curve);
  #log = $state.raw<string[]>([]);
  #points: HistoryPoint[] = [];
  #growing = new GrowingCurve();
  /** what is told while the run is read; null while it is not */
  #toldMeanwhile: RunGain[] | null = null;
  /** To be called when it is no longer looked at. */
  readonly close: () => void;

  constructor(private readonly id: string) {
    this.close = onChange((change) => {
      if (change.of !== 'runs' || change.written?.run.id !== id) return;
      this.#toldMeanwhile?.push(change.written.gain);
      this.#show(change.written.gain);
    });
    void this.#read();
  }

  /** A new object, of the same columns, whenever it grows. */
  get curve(): Curve {
    return this.#curve;
  }

  get log(): string[] {
    return this.#log;
  }

  /** A run that is gone has no curves. */
  async #read(): Promise<void> {
    const told: RunGain[] = (this.#toldMeanwhile = []);
    const { history, log } = await ownvoice.training.job(this.id).catch(() => ({ history: [], log: [] }));
    this.#toldMeanwhile = null;
    this.#show({ run: this.id, pointsBefore: 0, linesBefore: 0, points: history, lines: log });
    for (const gain of told) this.#show(gain);
  }

  #show({ pointsBefore, linesBefore, points, lines }: RunGain): void {
    if (pointsBefore > this.#points.length || linesBefore > this.#log.length) {
      // Something was told before this page listened.
      if (!this.#toldMeanwhile) void this.#read();
      return;
    }
    if (pointsBefore < this.#points.length) {
      // A run that goes on from its checkpoint loses what came after it.
      this.#points.length = pointsBefore;
      this.#growing = new GrowingCurve();
      this.#growing.add(this.#points);
    }
    this.#points.push(...points);
    this.#growing.add(points);
    this.#curve = { ...this.#growing.curve };
    if (lines.length > 0 || linesBefore < this.#log.length)
      this.#log = [...this.#log.slice(0, linesBefore), ...lines];
  }
}
