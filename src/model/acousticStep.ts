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
import { Tape, type Value } from './autograd';
import { type Layout, type Parameters, WeightValues } from './parameters';

/** Frames and pitch of every token, one array a clip. */
export interface Alignment {
  durations: Int32Array[];
  pitch: Float32Array[];
}

/** Unweighted losses and their weighted total. */
export type LossValues = Record<LossName | 'total', number>;

/** A batch, or a part of one, that has been encoded and waits for its alignment. Lives in the caller's scope. */
export interface EncodedBatch {
  batch: Utterance[];
  tape: Tape;
  values: WeightValues;
  tokens: TokenRows;
  encoded: Value;
  expected: Value;
}

/** The encoder's pass over a batch; `recording` keeps the way back. Call it inside a scope. */
export function encodeBatch(
  layout: Layout,
  parameters: Parameters,
  batch: Utterance[],
  recording: boolean
): EncodedBatch {
  const tape = new Tape(recording);
  const values = new WeightValues(layout, parameters);
  const tokens = packTokens(batch.map((u) => u.ids));
  const encoded = encode(tape, values.get, tokens);
  return { batch, tape, values, tokens, encoded, expected: expectedMel(tape, values.get, encoded) };
}

/** Aligns an encoded batch: its expected frames are read back, then Viterbi clip by clip. No gradient flows here. */
export async function alignEncoded({ batch, tokens, expected }: EncodedBatch): Promise<Alignment> {
  const { melBands } = audioConfig;
  const means = (await expected.data.data()) as Float32Array;
  const durations = batch.map((u, i) => {
    const { start, length } = tokens.spans[i];
    const own = means.subarray(start * melBands, (start + length) * melBands);
    return align(u.mel, own, u.timed, u.optional, melBands);
  });
  return {
    durations,
    pitch: durations.map((d, i) => tokenPitch(d, batch[i].logF0, batch[i].voiced))
  };
}

/** Aligns a batch with the given weights. */
export async function alignBatch(
  layout: Layout,
  parameters: Parameters,
  batch: Utterance[]
): Promise<Alignment> {
  tf.engine().startScope('alignBatch');
  try {
    return await alignEncoded(encodeBatch(layout, parameters, batch, false));
  } finally {
    tf.engine().endScope();
  }
}

/** What a pass gives: losses [6] in the order of `lossNames`, and the gradients of their total where recorded. */
export type AcousticPass = { losses: tf.Tensor1D; gradients?: Parameters };

/**
 * The rest of the pass over an encoded and aligned batch, and the way back where the encoder recorded it. With the
 * `counts` of a larger batch the results of its parts add up to its own. Call it inside a scope.
 */
export function finishPass(
  { batch, tape, values, tokens, encoded, expected }: EncodedBatch,
  { durations, pitch }: Alignment,
  counts: Counts,
  dropout: ((tokens: TokenRows) => PredictorDropout) | null
): AcousticPass {
  const expansion = packExpansion(durations);
  const targets = packTargets(batch, tokens, expansion, durations, pitch, counts);
  const predicted = heads(tape, values.get, encoded, tokens, dropout?.(tokens) ?? null);
  const decoded = decode(tape, values.get, predicted.hidden, targets.pitch, tokens, expansion);
  const losses = acousticLosses(tape, decoded, expected, predicted, tokens, expansion, targets);
  if (tape.recording)
    tape.backward(lossNames.map((name) => ({ value: losses[name], weight: lossWeights[name] })));
  return {
    losses: tf.concat(lossNames.map((name) => tf.reshape(losses[name].data, [1]))),
    ...(tape.recording ? { gradients: values.gradients() } : {})
  };
}

/** [6] losses as numbers by name, with their weighted total. */
export function lossValues(losses: ArrayLike<number>): LossValues {
  const entries = lossNames.map((name, i) => [name, losses[i]] as const);
  const total = entries.reduce((sum, [name, value]) => sum + lossWeights[name] * value, 0);
  return { ...Object.fromEntries(entries), total } as LossValues;
}
