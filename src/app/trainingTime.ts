/**
 * How long training takes: guessed before it starts, and what share of it is behind a run. The numbers follow from
 * those that `npm run bench` prints (docs/TRAINING_IMPLEMENTATION.md, "Speed").
 */
import { audioConfig } from '../config';
import type { RunRecord } from '../store/database';

/** floating-point operations of the acoustic model for one frame in one epoch */
const acousticFrameCost = 18e6;
/** what one step of the vocoder costs, 12 segments of 80 frames, at the speed of the acoustic model's steps */
const vocoderStepCost = 29e9;
const vocoderStepFrames = 12 * 80;
/** speed of training steps, as a share of plain matMul's */
const efficiency = 0.52;
/** seconds to prepare a second of speech, and to export a voice and test it */
const preparation = 0.025;
const exporting = 10;

/** The acoustic model's share of the training; the vocoder sees the frames half as often. */
const acousticShare = acousticFrameCost / (acousticFrameCost + vocoderStepCost / vocoderStepFrames / 2);

/** Shares of a whole run at which its phases begin; training lies between the second and the third. */
const begin = { preparing: 0, training: 0.04, exporting: 0.97, checking: 0.985 };

/** Clips that a run holds out: a share of them, but none of fewer than five. */
export function heldOutCount(clips: number, share: number): number {
  if (share === 0) return 0;
  return Math.min(Math.max(1, Math.round(share * clips)), Math.floor(clips / 5));
}

/** Steps of the vocoder for so many seconds of speech. */
export function vocoderSteps(seconds: number, epochs: number): number {
  return Math.max(1, Math.floor(((epochs / 2) * framesIn(seconds)) / vocoderStepFrames));
}

/**
 * Guesses how long a run takes, in seconds.
 * @param seconds of speech that is trained on
 * @param gflops matMul speed of the backend
 */
export function estimatedSeconds(seconds: number, epochs: number, gflops: number): number {
  const acoustic = acousticFrameCost * framesIn(seconds) * epochs;
  const vocoder = vocoderStepCost * vocoderSteps(seconds, epochs);
  return preparation * seconds + (acoustic + vocoder) / (efficiency * gflops * 1e9) + exporting;
}

/**
 * How much of a run's time is over, 0 to 1, or null before it began.
 * @param acousticSeconds what the acoustic model took, where that is known; else it is guessed from the vocoder
 */
export function timeShare(
  { progress, history, settings, state }: RunRecord,
  acousticSeconds: number | null
): number | null {
  if (state === 'completed' || state === 'stopped') return 1;
  if (!progress) return null;
  const { phase, step, steps, stepsPerSecond: pace, secondsLeft } = progress;
  if (phase === 'exporting' || phase === 'checking') return begin[phase];
  let trained: number;
  if (phase === 'acoustic model') {
    const spent = step / pace;
    trained =
      pace > 0 && secondsLeft !== null ? spent / (spent + secondsLeft) : (acousticShare * step) / steps;
  } else if (phase === 'vocoder') {
    const vocoderSeconds = steps / pace;
    const before = acousticSeconds ?? (vocoderSeconds * acousticShare) / (1 - acousticShare);
    trained = pace > 0 ? (before + step / pace) / (before + vocoderSeconds) : acousticShare;
  } else {
    // A run that goes on prepares its clips anew; what it had trained before stands in its history.
    const last = history.at(-1);
    if (!last) return phase === 'preparing' ? (begin.training * step) / steps : begin.training;
    trained = last.phase === 'vocoder' ? acousticShare : (acousticShare * last.epoch) / settings.epochs;
  }
  return begin.training + (begin.exporting - begin.training) * trained;
}

function framesIn(seconds: number): number {
  return (seconds * audioConfig.sampleRate) / audioConfig.hopLength;
}
