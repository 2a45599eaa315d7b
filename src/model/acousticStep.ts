/** One pass of the acoustic model over a batch: align with the current weights, then losses and their gradient. */
import * as tf from '@tensorflow/tfjs-core';
import { audioConfig } from '../config';
import { decode, encode, expectedMel, heads, type PredictorDropout } from './acoustic';
import {
  type Counts,
  packExpansion,
  packTargets,
  packTokens,
  type TokenRows,
  type Utterance
} from './acousticBatch';
import { acousticLosses, lossNames, lossWeights, type LossName } from './acousticLosses';
import { align, tokenPitch } from './alignment';
import { Tape } from './autograd';
import type { Span } from './packing';
import { type Layout, type Parameters, WeightValues } from './parameters';

/** Frames and pitch of every token, one array a clip. */
export interface Alignment {
  durations: Int32Array[];
  pitch: Float32Array[];
}

/** Unweighted losses and their weighted total. */
export type LossValues = Record<LossName | 'total', number>;

/** Aligns a batch with the given weights: the encoder runs once without a way back, then Viterbi clip by clip. */
export async function alignBatch(
  layout: Layout,
  parameters: Parameters,
  batch: Utterance[]
): Promise<Alignment> {
  const { melBands } = audioConfig;
  let spans: Span[] = [];
  const means = tf.tidy(() => {
    const tape = new Tape(false);
    const weights = new WeightValues(layout, parameters).get;
    const tokens = packTokens(batch.map((u) => u.ids));
    spans = tokens.spans;
    return expectedMel(tape, weights, encode(tape, weights, tokens)).data;
  });
  const expectedRows = (await means.data()) as Float32Array;
  means.dispose();
  const durations = batch.map((u, i) => {
    const { start, length } = spans[i];
    const expected = expectedRows.subarray(start * melBands, (start + length) * melBands);
    return align(u.mel, expected, u.timed, u.optional, melBands);
  });
  return { durations, pitch: durations.map((d, i) => tokenPitch(d, batch[i].logF0, batch[i].voiced)) };
}

/** What a pass gives: losses [6], and the gradients of their weighted total where they were recorded. */
export type AcousticPass = { losses: tf.Tensor1D; gradients?: Parameters };

/**
 * Losses of a batch under an alignment, and with `recording` the gradients of their weighted total: call it inside
 * an engine scope. `losses` is [6] in the order of `lossNames`. With the `counts` of a larger batch the results of its
 * parts add up to its own.
 */
export function acousticPass(
  layout: Layout,
  parameters: Parameters,
  batch: Utterance[],
  { durations, pitch }: Alignment,
  counts: Counts,
  dropout: ((tokens: TokenRows) => PredictorDropout) | null,
  recording: boolean
): AcousticPass {
  const tape = new Tape(recording);
  const values = new WeightValues(layout, parameters);
  const tokens = packTokens(batch.map((u) => u.ids));
  const expansion = packExpansion(durations);
  const targets = packTargets(batch, tokens, expansion, durations, pitch, counts);
  const encoded = encode(tape, values.get, tokens);
  const expected = expectedMel(tape, values.get, encoded);
  const predicted = heads(tape, values.get, encoded, tokens, dropout?.(tokens) ?? null);
  const decoded = decode(tape, values.get, predicted.hidden, targets.pitch, tokens, expansion);
  const losses = acousticLosses(tape, decoded, expected, predicted, tokens, expansion, targets);
  if (recording) tape.backward(lossNames.map((name) => ({ value: losses[name], weight: lossWeights[name] })));
  return {
    losses: tf.concat(lossNames.map((name) => tf.reshape(losses[name].data, [1]))),
    ...(recording ? { gradients: values.gradients() } : {})
  };
}

/** [6] losses as numbers by name, with their weighted total. */
export function lossValues(losses: ArrayLike<number>): LossValues {
  const entries = lossNames.map((name, i) => [name, losses[i]] as const);
  const total = entries.reduce((sum, [name, value]) => sum + lossWeights[name] * value, 0);
  return { ...Object.fromEntries(entries), total } as LossValues;
}
