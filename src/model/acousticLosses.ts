/** The acoustic model's losses, each a weighted sum over rows, and their own gradients. docs/MODEL.md, "Losses". */
import * as tf from '@tensorflow/tfjs-core';
import type { AcousticTargets, Expansion, TokenRows } from './acousticBatch';
import { expand, outputColumns, type Heads } from './acoustic';
import { type Tape, Value } from './autograd';
import { columns, total } from './ops';

/** How much each loss counts. */
export const lossWeights = {
  mel: 1,
  f0: 0.5,
  voicing: 0.2,
  aligner: 0.5,
  duration: 0.3,
  pitch: 0.2
} as const;
export type LossName = keyof typeof lossWeights;
export const lossNames = Object.keys(lossWeights) as LossName[];

/** All six losses of a batch, unweighted, [1, 1] each. */
export function acousticLosses(
  tape: Tape,
  decoded: Value,
  expected: Value,
  { logDuration, pitch }: Heads,
  tokens: TokenRows,
  expansion: Expansion,
  targets: AcousticTargets
): Record<LossName, Value> {
  const frames = expand(tape, expected, tokens, expansion);
  return {
    mel: absolute(tape, columns(tape, decoded, 0, outputColumns.mel), targets.mel, targets.melWeight),
    f0: absolute(tape, columns(tape, decoded, outputColumns.logF0, 1), targets.logF0, targets.logF0Weight),
    voicing: crossEntropy(
      tape,
      columns(tape, decoded, outputColumns.voicing, 1),
      targets.voiced,
      targets.frameWeight
    ),
    aligner: squared(tape, frames, targets.mel, targets.melWeight, 0.5),
    duration: squared(tape, logDuration, targets.logDuration, targets.durationWeight, 1),
    pitch: squared(tape, pitch, targets.pitch, targets.pitchWeight, 1)
  };
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
