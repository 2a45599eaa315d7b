/** Synthesis with the trainer's own networks: what an exported voice is tested against, and what is measured of it. */
import * as tf from '@tensorflow/tfjs';
import { audioConfig } from '../config';
import { decode, encode, outputColumns, withSpeaker } from './acoustic';
import { packExpansion, packTokens } from './acousticBatch';
import { frameBounds } from './architecture';
import { Tape } from './autograd';
import { packRows } from './packing';
import { type Layout, type Parameters, WeightValues } from './parameters';
import { type DrawnProsody, drawProsody, type TokenSequence, wholeFrames } from './prosody';
import { vocode, type VocoderBasis, type VocoderFrames } from './vocoder';

const { melBands } = audioConfig;
const { lowestLogMel, lowestLogF0, highestLogF0 } = frameBounds;

/** A network's weights on the backend. */
export interface Network {
  layout: Layout;
  parameters: Parameters;
}

/** What turns a speaker's normalised units into log-mel and log-F0. */
export interface SpeakerUnits {
  /** of natural log-mel, per band [80] */
  melMean: Float32Array;
  melDeviation: Float32Array;
  /** of natural log-F0 over voiced frames */
  logF0Mean: number;
  logF0Deviation: number;
}

/** What makes the drawn as lively as the owner (docs/MODEL.md, "A run", item 2). */
export interface Fit {
  /** factors of the normalised mel, per band [80] */
  variance: Float32Array<ArrayBuffer>;
  /** factor of durations */
  pace: number;
  /** factor of pitch */
  range: number;
}

/** What the acoustic model makes of a token sequence, in natural units. */
export interface SpokenFrames extends VocoderFrames {
  /** frames of each token [tokens] */
  durations: Int32Array;
}

/** A sequence as its speaker says it, as many times as asked; on the backend in the scope of whoever made it. */
function encodeSequence({ layout, parameters }: Network, ids: ArrayLike<number>, times: number) {
  const tape = new Tape(false);
  const weights = new WeightValues(layout, parameters).get;
  const tokens = packTokens(Array<ArrayLike<number>>(times).fill(ids));
  return { tape, weights, tokens, hidden: withSpeaker(tape, weights, encode(tape, weights, tokens)) };
}

/** Runs a piece that waits for values in its middle, and frees what it made on the backend. */
async function scoped<T>(name: string, piece: () => Promise<T>): Promise<T> {
  tf.engine().startScope(name);
  try {
    return await piece();
  } finally {
    tf.engine().endScope();
  }
}

/**
 * Draws a sequence's prosody as many times as there are noises.
 * @param noises standard normal times the temperature [tokens, 2] each
 */
export function drawTimes(
  network: Network,
  { ids, timed }: TokenSequence,
  noises: Float32Array[]
): Promise<DrawnProsody[]> {
  return scoped('drawTimes', () => {
    const { tape, weights, tokens, hidden } = encodeSequence(network, ids, noises.length);
    const timings = noises.map(() => timed);
    return drawProsody(tape, weights, hidden, tokens, timings, noises);
  });
}

/**
 * Runs the acoustic model freely.
 * @param noise standard normal times the temperature [tokens, 2]; zeros give the one calm answer
 */
export function speakFrames(
  network: Network,
  sequence: TokenSequence,
  units: SpeakerUnits,
  fit: Fit,
  noise: Float32Array
): Promise<SpokenFrames> {
  return scoped('speakFrames', async () => {
    const { tape, weights, tokens, hidden } = encodeSequence(network, sequence.ids, 1);
    const [drawn] = await drawProsody(tape, weights, hidden, tokens, [sequence.timed], [noise]);
    const durations = wholeFrames(drawn!.duration, sequence, fit.pace);
    const pitch = drawn!.pitch.map((p) => p * fit.range);
    const packed = tf.tensor2d(packRows([pitch], tokens.spans, tokens.rows, 1), [tokens.rows, 1]);
    const decoded = decode(tape, weights, hidden, packed, tokens, packExpansion([durations]));
    const frames = durations.reduce((a, b) => a + b, 0);
    return { durations, ...naturalFrames(await decoded.data.data(), frames, units, fit.variance) };
  });
}

export function naturalFrames(
  decoded: ArrayLike<number>,
  frames: number,
  { melMean, melDeviation, logF0Mean, logF0Deviation }: SpeakerUnits,
  variance: ArrayLike<number>
): VocoderFrames {
  const mel = new Float32Array(frames * melBands);
  const logF0 = new Float32Array(frames);
  const voiced = new Float32Array(frames);
  for (let t = 0; t < frames; t++) {
    const row = t * (melBands + 2);
    for (let b = 0; b < melBands; b++)
      mel[t * melBands + b] = Math.max(
        lowestLogMel,
        decoded[row + b]! * variance[b]! * melDeviation[b]! + melMean[b]!
      );
    const natural = decoded[row + outputColumns.logF0]! * logF0Deviation + logF0Mean;
    logF0[t] = Math.min(highestLogF0, Math.max(lowestLogF0, natural));
    voiced[t] = decoded[row + outputColumns.voicing]! > 0 ? 1 : 0;
  }
  return { mel, logF0, voiced };
}

/**
 * Audio of frames, within ±1: [frames * 256] at 22 050 Hz.
 * @param noise standard normal, or zeros for none [frames * 256]
 */
export async function vocodeFrames(
  { layout, parameters }: Network,
  frames: VocoderFrames,
  noise: Float32Array,
  basis: VocoderBasis
): Promise<Float32Array> {
  const audio = tf.tidy(() =>
    tf.clipByValue(vocode(new WeightValues(layout, parameters).get, frames, noise, basis), -1, 1)
  );
  const samples = (await audio.data()) as Float32Array;
  audio.dispose();
  return samples;
}
