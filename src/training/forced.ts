/** What the acoustic model makes of the training clips on their true durations and pitch ("teacher-forced"). */
import * as tf from '@tensorflow/tfjs-core';
import { audioConfig } from '../config';
import { decode, encode, heads } from '../model/acoustic';
import { packExpansion, packTokens, type Utterance } from '../model/acousticBatch';
import { alignBatch } from '../model/acousticStep';
import { Tape } from '../model/autograd';
import { packRows } from '../model/packing';
import { WeightValues } from '../model/parameters';
import type { Network } from '../model/synthesis';

const { melBands } = audioConfig;

/** The model's own normalised mel of a clip: [frames, 80]. */
export async function forcedMel({ layout, parameters }: Network, clip: Utterance): Promise<Float32Array> {
  const { durations, pitch } = await alignBatch(layout, parameters, [clip]);
  const mel = tf.tidy(() => {
    const tape = new Tape(false);
    const weights = new WeightValues(layout, parameters).get;
    const tokens = packTokens([clip.ids]);
    const { hidden } = heads(tape, weights, encode(tape, weights, tokens), tokens, null);
    const tokenPitch = tf.tensor2d(packRows(pitch, tokens.spans, tokens.rows, 1), [tokens.rows, 1]);
    const decoded = decode(tape, weights, hidden, tokenPitch, tokens, packExpansion(durations));
    return tf.slice(decoded.data, [0, 0], [clip.voiced.length, melBands]);
  });
  const values = (await mel.data()) as Float32Array;
  mel.dispose();
  return values;
}

/**
 * Variance restoration against over-smoothing: standard deviation of the true over that of the model's own mel, per
 * band, over all given clips: [80].
 */
export function varianceRatio(
  clips: { mel: Float32Array }[],
  forced: Float32Array[]
): Float32Array<ArrayBuffer> {
  const truth = deviations(clips.map(({ mel }) => mel));
  const model = deviations(forced);
  return truth.map((deviation, b) => deviation / Math.max(1e-6, model[b]));
}

function deviations(mels: Float32Array[]): Float32Array<ArrayBuffer> {
  const sum = new Float64Array(melBands);
  const squares = new Float64Array(melBands);
  let frames = 0;
  for (const mel of mels) {
    frames += mel.length / melBands;
    mel.forEach((x, i) => {
      sum[i % melBands] += x;
      squares[i % melBands] += x * x;
    });
  }
  return Float32Array.from(sum, (s, b) => Math.sqrt(Math.max(0, squares[b] / frames - (s / frames) ** 2)));
}
