/** Wall time of a run's phases, and from it how long is left. */

/** What fitting and measuring a voice cost, in epochs, until it is known. */
const assumedMeasuring = 0.8;

export class Pace {
  private readonly recent: Record<string, number> = {};

  constructor(
    /** seconds spent in each piece of work, of earlier parts of the run too */
    readonly seconds: Record<string, number>,
    private readonly stepsPerEpoch: number,
    private readonly steps: number
  ) {}

  /** Runs and times one piece of work. */
  async time<T>(work: string, piece: () => Promise<T>): Promise<T> {
    const start = performance.now();
    const result = await piece();
    const seconds = (performance.now() - start) / 1000;
    this.seconds[work] = (this.seconds[work] ?? 0) + seconds;
    // Batches differ in length: a slow average.
    this.recent[work] = this.recent[work] ? 0.95 * this.recent[work] + 0.05 * seconds : seconds;
    return result;
  }

  /** Steps a second, and seconds left until the last step is done and measured, or null before the first one. */
  estimate(step: number): { stepsPerSecond: number; secondsLeft: number | null } {
    const perStep = this.recent['training'];
    if (!perStep) return { stepsPerSecond: 0, secondsLeft: null };
    const epochs = (this.steps - step) / this.stepsPerEpoch;
    const perEpoch = this.stepsPerEpoch * perStep;
    const validation = epochs * (this.recent['validation'] ?? 0);
    return {
      stepsPerSecond: 1 / perStep,
      secondsLeft: epochs * perEpoch + validation + assumedMeasuring * perEpoch
    };
  }
}
