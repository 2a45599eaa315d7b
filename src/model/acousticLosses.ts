/** The acoustic model's losses, each a weighted sum over rows, and their own gradients. docs/MODEL.md, "Losses". */
import * as tf from '@tensorflow/tfjs';
import { outputColumns } from './acoustic';
import type { AcousticTargets } from './acousticBatch';
import type { Tape, Value } from './autograd';
import type { FlowRows } from './flowBatch';
import { columns, total } from './ops';

/** How much each loss counts. */
export const lossWeights = {
  mel: 1,
  f0: 0.5,
  voicing: 0.2,
  aligner: 0.5,
  prosody: 0.5
} as const;
export type LossName = keyof typeof lossWeights;
export const lossNames = Object.keys(lossWeights) as LossName[];

/** Unweighted losses and their weighted total. */
export type LossValues = Record<LossName | 'total', number>;

/**
 * All five losses of a batch, unweighted, [1, 1] each.
 * @param decoded [frame rows, 82]
 * @param expected the mel that each frame's token expects [frame rows, 80]
 * @param velocity of the prosody flow [draws * token rows, 2]
 */
export function acousticLosses(
  tape: Tape,
  decoded: Value,
  expected: Value,
  velocity: Value,
  targets: AcousticTargets,
  flow: FlowRows
): Record<LossName, Value> {
  return {
    mel: absolute(tape, columns(tape, decoded, 0, outputColumns.mel), targets.mel, targets.melWeight),
    f0: absolute(tape, columns(tape, decoded, outputColumns.logF0, 1), targets.logF0, targets.logF0Weight),
    voicing: crossEntropy(
      tape,
      columns(tape, decoded, outputColumns.voicing, 1),
      targets.voiced,
      targets.frameWeight
    ),
    aligner: squared(tape, expected, targets.mel, targets.melWeight, 0.5),
    prosody: squared(tape, velocity, flow.velocity, flow.weight, 1)
  };
}

/** [5] losses as numbers by name, with their weighted total. */
export function lossValues(losses: ArrayLike<number>): LossValues {
  const entries = lossNames.map((name, i) => [name, losses[i]!] as const);
  const total = entries.reduce((sum, [name, value]) => sum + lossWeights[name] * value, 0);
  return { ...Object.fromEntries(entries), total } as LossValues;
}

/** Σ weight · |x - target|. */
function absolute(tape: Tape, x: Value, target: tf.Tensor2D, weight: tf.Tensor2D): Value {
  const difference = tf.sub<tf.Tensor2D>(x.data, target);
  return tape.record(
    total(tf.mul(tf.abs(difference), weight)),
    [x],
    [(dy) => tf.mul(tf.mul(tf.sign(difference), weight), dy)]
  );
}

/** factor · Σ weight · (x - target)². */
function squared(tape: Tape, x: Value, target: tf.Tensor2D, weight: tf.Tensor2D, factor: number): Value {
  const difference = tf.sub<tf.Tensor2D>(x.data, target);
  return tape.record(
    total(tf.mul(tf.mul(tf.square(difference), weight), factor)),
    [x],
    [(dy) => tf.mul(tf.mul(tf.mul(difference, weight), 2 * factor), dy)]
  );
}

/** Σ weight · cross-entropy of the logits x against targets of 0 and 1. */
function crossEntropy(tape: Tape, x: Value, target: tf.Tensor2D, weight: tf.Tensor2D): Value {
  return tape.record(
    total(tf.mul(tf.sub(tf.softplus(x.data), tf.mul(x.data, target)), weight)),
    [x],
    [(dy) => tf.mul(tf.mul(tf.sub(tf.sigmoid(x.data), target), weight), dy)]
  );
}
