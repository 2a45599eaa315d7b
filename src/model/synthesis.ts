/** Free synthesis with the trainer's own networks: the reference that an exported voice is tested against. */
import * as tf from '@tensorflow/tfjs-core';
import { audioConfig } from '../config';
import { decode, encode, heads, outputColumns } from './acoustic';
import { packExpansion, packTokens } from './acousticBatch';
import { Tape } from './autograd';
import { constant } from './ops';
import { type Layout, type Parameters, WeightValues } from './parameters';
import { packSegments, vocode, type VocoderBasis } from './vocoder';

const { melBands, hopLength } = audioConfig;
const lowestMel = -11.6;
const lowestLogF0 = 3.9;
const highestLogF0 = 6.4;
/** The first token, `^`, is a pause that need not last. */
const longestFirst = 10;

/** A network's weights on the backend. */
export interface Network {
  layout: Layout;
  parameters: Parameters;
}

/** What turns a speaker's normalised units into log-mel and log-F0, and how much variance is restored. */
export interface SpeakerUnits {
  /** of natural log-mel, per band [80] */
  melMean: Float32Array;
  melDeviation: Float32Array;
  /** of natural log-F0 over voiced frames */
  logF0Mean: number;
  logF0Deviation: number;
}

/** Token ids with what each may do in time: [tokens] each. */
export interface TokenSequence {
  ids: ArrayLike<number>;
  timed: ArrayLike<number>;
  optional: ArrayLike<number>;
}

/** What the acoustic model makes of a token sequence, in natural units. */
export interface PredictedFrames {
  durations: Int32Array; // [tokens] frames
  mel: Float32Array; // [frames, 80] natural log
  logF0: Float32Array; // [frames] natural log of Hz
  voiced: Float32Array; // [frames] 0 or 1
}

/** Runs the acoustic model freely. `variance` [80] multiplies the normalised mel (against over-smoothing). */
export async function predictFrames(
  { layout, parameters }: Network,
  sequence: TokenSequence,
  units: SpeakerUnits,
  variance: ArrayLike<number>
): Promise<PredictedFrames> {
  const tape = new Tape(false);
  const { hidden, logDuration, pitch } = tf.tidy(() => {
    const weights = new WeightValues(layout, parameters).get;
    const tokens = packTokens([sequence.ids]);
    const { hidden, logDuration, pitch } = heads(tape, weights, encode(tape, weights, tokens), tokens, null);
    return { hidden: hidden.data, logDuration: logDuration.data, pitch: pitch.data };
  });
  const durations = toDurations(await logDuration.data(), sequence);
  const frames = durations.reduce((a, b) => a + b, 0);
  const decoded = tf.tidy(() => {
    const weights = new WeightValues(layout, parameters).get;
    const tokens = packTokens([sequence.ids]);
    return decode(tape, weights, constant(hidden), pitch, tokens, packExpansion([durations])).data;
  });
  const values = await decoded.data();
  tf.dispose([hidden, logDuration, pitch, decoded]);
  return { durations, ...naturalFrames(values, frames, units, variance) };
}

/** log(1 + frames) -> frames: rounded half to even; mandatory tokens last at least one, untimed ones none. */
function toDurations(logDuration: ArrayLike<number>, { ids, timed, optional }: TokenSequence): Int32Array {
  const durations = Int32Array.from({ length: ids.length }, (_, n) => {
    if (!timed[n]) return 0;
    const frames = roundHalfEven(Math.max(0, Math.exp(logDuration[n]) - 1));
    return optional[n] ? frames : Math.max(1, frames);
  });
  durations[0] = Math.min(durations[0], longestFirst);
  return durations;
}

function roundHalfEven(x: number): number {
  const rounded = Math.round(x);
  return x % 1 === 0.5 && rounded % 2 === 1 ? rounded - 1 : rounded;
}

function naturalFrames(
  decoded: ArrayLike<number>,
  frames: number,
  { melMean, melDeviation, logF0Mean, logF0Deviation }: SpeakerUnits,
  variance: ArrayLike<number>
) {
  const mel = new Float32Array(frames * melBands);
  const logF0 = new Float32Array(frames);
  const voiced = new Float32Array(frames);
  for (let t = 0; t < frames; t++) {
    const row = t * (melBands + 2);
    for (let b = 0; b < melBands; b++)
      mel[t * melBands + b] = Math.max(
        lowestMel,
        decoded[row + b] * variance[b] * melDeviation[b] + melMean[b]
      );
    const natural = decoded[row + outputColumns.logF0] * logF0Deviation + logF0Mean;
    logF0[t] = Math.min(highestLogF0, Math.max(lowestLogF0, natural));
    voiced[t] = decoded[row + outputColumns.voicing] > 0 ? 1 : 0;
  }
  return { mel, logF0, voiced };
}

/**
 * Audio of frames, within ±1: [frames * 256] at 22 050 Hz.
 * @param noise standard normal [frames * 256], or null for none
 */
export async function vocodeFrames(
  { layout, parameters }: Network,
  frames: { mel: Float32Array; logF0: Float32Array; voiced: Float32Array },
  constants: VocoderBasis,
  noise: Float32Array | null
): Promise<Float32Array> {
  const audio = tf.tidy(() => {
    const segment = {
      ...frames,
      startPhase: 0,
      noise: noise ?? new Float32Array(frames.logF0.length * hopLength)
    };
    const batch = packSegments([segment]);
    const wave = vocode(new Tape(false), new WeightValues(layout, parameters).get, batch, constants).data;
    return tf.clipByValue(wave, -1, 1);
  });
  const samples = (await audio.data()) as Float32Array;
  audio.dispose();
  return samples;
}
