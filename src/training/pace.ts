/** Wall time of a run's phases, and from it how long is left. */
import type { RunPhase } from '../store/database';

/** A vocoder step costs about as much as this many steps of the acoustic model, until it is measured. */
const assumedVocoderSteps = 1.2;

export class Pace {
  private readonly recent: Record<string, number> = {};

  constructor(
    /** seconds spent in each phase, of earlier parts of the run too */
    readonly seconds: Record<string, number>,
    private readonly acousticSteps: number,
    readonly vocoderSteps: number
  ) {}

  /** Runs and times one piece of a phase. */
  async time<T>(phase: string, piece: () => Promise<T>): Promise<T> {
    const start = performance.now();
    const result = await piece();
    const seconds = (performance.now() - start) / 1000;
    this.seconds[phase] = (this.seconds[phase] ?? 0) + seconds;
    // Batches differ in length: a slow average.
    this.recent[phase] = this.recent[phase] ? 0.95 * this.recent[phase] + 0.05 * seconds : seconds;
    return result;
  }

  /** Steps a second in this phase, and seconds left in the run, or null before the first step. */
  estimate(phase: RunPhase, step: number): { stepsPerSecond: number; secondsLeft: number | null } {
    const acoustic = this.recent['acoustic model'];
    const vocoder = this.recent['vocoder'] ?? (acoustic && acoustic * assumedVocoderSteps);
    const current = phase === 'vocoder' ? this.recent['vocoder'] : acoustic;
    const stepsPerSecond = current ? 1 / current : 0;
    if (phase === 'vocoder' && vocoder)
      return { stepsPerSecond, secondsLeft: (this.vocoderSteps - step) * vocoder };
    if (phase !== 'acoustic model' || !acoustic || !vocoder) return { stepsPerSecond, secondsLeft: null };
    return {
      stepsPerSecond,
      secondsLeft: (this.acousticSteps - step) * acoustic + this.vocoderSteps * vocoder
    };
  }
}
