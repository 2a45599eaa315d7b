/**
 * How long training takes: guessed before it starts, and what share of it is behind a run. The numbers follow from
 * those that `npm run bench` prints (docs/TRAINING_IMPLEMENTATION.md, "Speed").
 */
import { audioConfig } from '../config';
import type { RunRecord } from '../store/records';

/** floating-point operations of training on one frame once, with the tokens that are spoken in it */
const frameCost = 21e6;
/** speed of training steps, as a share of plain matMul's */
const efficiency = 0.5;
/** what validation adds to an epoch, and what fitting and measuring a voice take, in epochs */
const validation = 0.1;
const measuring = 0.8;
/** seconds to prepare a second of speech, and to export a voice and test it */
const preparation = 0.025;
const exporting = 10;

/** Shares of a whole run at which its phases begin. */
const begin = { preparing: 0, training: 0.04, measuring: 0.88, exporting: 0.97, checking: 0.985 };

/**
 * Guesses how long a run takes that does not end early, in seconds.
 * @param seconds of speech that is trained on
 * @param gflops matMul speed of the backend
 */
export function estimatedSeconds(seconds: number, epochs: number, gflops: number): number {
  const frames = (seconds * audioConfig.sampleRate) / audioConfig.hopLength;
  const epoch = (frameCost * frames) / (efficiency * gflops * 1e9);
  return runSeconds(seconds, epochs, epoch);
}

/**
 * How long a run takes that does not end early, in seconds.
 * @param speech seconds of speech that is trained on
 * @param epoch seconds that an epoch takes, without its validation
 */
export function runSeconds(speech: number, epochs: number, epoch: number): number {
  return preparation * speech + (epochs * (1 + validation) + measuring) * epoch + exporting;
}

/** How much of a run is over, 0 to 1, or null before it began. */
export function doneShare({ progress, settings, state }: RunRecord): number | null {
  if (state === 'completed' || state === 'stopped') return 1;
  if (!progress) return null;
  const { phase, epoch, step, steps } = progress;
  const between = (from: number, to: number, share: number) => from + (to - from) * share;
  if (phase === 'training') return between(begin.training, begin.measuring, step / steps);
  if (phase === 'measuring') return between(begin.measuring, begin.exporting, step / steps);
  if (phase === 'exporting' || phase === 'checking') return begin[phase];
  // A run that goes on prepares its clips anew; the epochs that it had trained before are kept.
  return epoch > 0
    ? between(begin.training, begin.measuring, epoch / settings.epochs)
    : between(begin.preparing, begin.training, step / steps);
}
