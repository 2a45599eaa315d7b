/**
 * The operations of both networks, forward and backward, on matrices [rows, channels].
 *
 * A batch is one long matrix: its clips lie below each other with `gapRows` masked rows between (packing.ts), so
 * a convolution over time is a sum of row shifts, and everything heavy is a plain `matMul`. Only kernels that are
 * fast on the wasm backend are used: no transposed matMul (30 times slower than transposing first), no batched
 * matMul, no tile.
 */
import * as tf from '@tensorflow/tfjs';
import { normEpsilon } from './architecture';
import { type Tape, Value } from './autograd';
import { rowMultiple } from './packing';

/**
 * Sum over rows: [rows, n] -> [1, n], rows a multiple of `rowMultiple`. Two average pools, since they read a matrix
 * once on every backend: wasm's matMul would copy it first, which takes twenty times as long, and a graphics card
 * adds 32 rows up in each thread of the first.
 */
export function sumRows(x: tf.Tensor2D): tf.Tensor2D {
  const [rowCount, n] = x.shape;
  const pool = (image: tf.Tensor4D, height: number) =>
    tf.avgPool<tf.Tensor4D>(image, [height, 1], [height, 1], 'valid');
  return tf.tidy(() => {
    const groups = pool(tf.reshape(x, [1, rowCount, 1, n]), rowMultiple);
    const mean = pool(groups, rowCount / rowMultiple);
    return tf.reshape<tf.Rank.R2>(tf.mul(mean, rowCount), [1, n]);
  });
}

/** Sum of everything as [1, 1]: rows first, so that float32 holds it. */
export function total(x: tf.Tensor): tf.Tensor2D {
  return tf.reshape(tf.sum(tf.sum(x, 1)), [1, 1]);
}

/** x between `margin` rows of zeros above and below. */
function paddedRows(x: tf.Tensor2D, margin: number): tf.Tensor2D {
  const zeros = tf.zeros<tf.Rank.R2>([margin, x.shape[1]]);
  return tf.concat([zeros, x, zeros], 0);
}

/** Rows start … start + count - 1. */
function rows(x: tf.Tensor2D, start: number, count: number): tf.Tensor2D {
  return tf.slice(x, [start, 0], [count, x.shape[1]]);
}

/** a · b + bias: [rows, in] · [in, out] + [1, out]. The fused kernel of wasm takes a bias of [out] only. */
function affine(a: tf.Tensor2D, b: tf.Tensor2D, bias: tf.Tensor2D): tf.Tensor2D {
  return tf.tidy(() => {
    const vector = tf.reshape<tf.Rank.R1>(bias, [bias.shape[1]]);
    return tf.fused.matMul({ a, b, bias: vector, transposeA: false, transposeB: false }) as tf.Tensor2D;
  });
}

/** xᵀ · dy: [rows, in] and [rows, out] -> [in, out], with the narrower one on the right, which wasm copies first. */
function product(x: tf.Tensor2D, dy: tf.Tensor2D): tf.Tensor2D {
  return dy.shape[1] > x.shape[1]
    ? tf.transpose(tf.matMul<tf.Tensor2D>(tf.transpose(dy), x))
    : tf.matMul(tf.transpose(x), dy);
}

/** x · weight + bias: [rows, in] · [in, out] + [1, out]. */
export function linear(tape: Tape, x: Value, weight: Value, bias: Value): Value {
  return tape.record(
    affine(x.data, weight.data, bias.data),
    [x, weight, bias],
    [(dy) => tf.matMul(dy, tf.transpose(weight.data)), (dy) => product(x.data, dy), (dy) => sumRows(dy)]
  );
}

/** Convolution over time of odd kernel size, zero-padded: x [rows, in], weight [kernel * in, out], bias [1, out]. */
export function convolution(tape: Tape, x: Value, weight: Value, bias: Value): Value {
  const [rowCount, channels] = x.data.shape;
  const kernel = weight.data.shape[0] / channels;
  const margin = (kernel - 1) / 2;
  const columns = tf.tidy(() => {
    const padded = paddedRows(x.data, margin);
    return tf.concat<tf.Tensor2D>(
      range(kernel).map((k) => rows(padded, k, rowCount)),
      1
    ); // [rows, kernel * in]
  });
  return tape.record(
    affine(columns, weight.data, bias.data),
    [x, weight, bias],
    [
      (dy) =>
        range(kernel)
          .map((k) => {
            const tap = rows(weight.data, k * channels, channels);
            const share = tf.matMul<tf.Tensor2D>(dy, tf.transpose(tap));
            return rows(paddedRows(share, margin), kernel - 1 - k, rowCount);
          })
          .reduce((sum, share) => tf.add<tf.Tensor2D>(sum, share)),
      (dy) => product(columns, dy),
      (dy) => sumRows(dy)
    ]
  );
}

/** Taps that a depthwise kernel is padded to: XNNPACK's wasm kernels are fast for 3 and 9, and slow between. */
const depthwiseTaps = 9;

/**
 * Depthwise convolution over time of the masked input: x [rows, c], mask [rows, 1], weight [kernel, c] of odd kernel
 * up to 9, bias [1, c].
 */
export function depthwise(tape: Tape, x: Value, mask: tf.Tensor2D, weight: Value, bias: Value): Value {
  const [rowCount, channels] = x.data.shape;
  const kernel = weight.data.shape[0];
  const margin = (kernel - 1) / 2;
  const spare = (depthwiseTaps - kernel) / 2;
  const correlate = (input: tf.Tensor2D, taps: tf.Tensor2D): tf.Tensor2D => {
    const padded = tf.pad(taps, [
      [spare, spare],
      [0, 0]
    ]);
    const filter = tf.reshape<tf.Rank.R4>(padded, [depthwiseTaps, 1, channels, 1]);
    const image = tf.reshape<tf.Rank.R4>(input, [1, rowCount, 1, channels]);
    return tf.reshape(tf.depthwiseConv2d(image, filter, 1, 'same'), [rowCount, channels]);
  };
  const shifted = (m: tf.Tensor2D, above: number) =>
    tf.pad(m, [
      [above, rowMultiple - above],
      [0, 0]
    ]);
  const masked = tf.mul<tf.Tensor2D>(x.data, mask);
  return tape.record(
    tf.tidy(() => tf.add<tf.Tensor2D>(correlate(masked, weight.data), bias.data)),
    [x, weight, bias],
    [
      (dy) => tf.mul(correlate(dy, tf.reverse(weight.data, 0)), mask),
      (dy) => {
        // Row t + margin of `centred` is dy[t]; shifting the input against it gives each tap's products.
        const centred = shifted(dy, margin);
        return tf.concat(
          range(kernel).map((k) => sumRows(tf.mul(shifted(masked, kernel - 1 - k), centred))),
          0
        );
      },
      (dy) => sumRows(dy)
    ]
  );
}

/** Layer normalisation of each row (Ba 2016): x [rows, c], gain and bias [1, c]. */
export function layerNorm(tape: Tape, x: Value, gain: Value, bias: Value): Value {
  const [normalised, inverseDeviation] = tf.tidy(() => {
    const centred = tf.sub<tf.Tensor2D>(x.data, tf.mean(x.data, 1, true));
    const variance = tf.mean(tf.square(centred), 1, true);
    const inverse = tf.rsqrt(tf.add(variance, normEpsilon)) as tf.Tensor2D; // [rows, 1]
    return [tf.mul<tf.Tensor2D>(centred, inverse), inverse];
  });
  return tape.record(
    tf.tidy(() => tf.add<tf.Tensor2D>(tf.mul(normalised, gain.data), bias.data)),
    [x, gain, bias],
    [
      (dy) => {
        const dn = tf.mul(dy, gain.data);
        const along = tf.mul(normalised, tf.mean(tf.mul(dn, normalised), 1, true));
        return tf.mul(inverseDeviation, tf.sub(tf.sub(dn, tf.mean(dn, 1, true)), along));
      },
      (dy) => sumRows(tf.mul(dy, normalised)),
      (dy) => sumRows(dy)
    ]
  );
}

/** x · sigmoid(x). */
export function silu(tape: Tape, x: Value): Value {
  const gate = tf.sigmoid(x.data);
  const y = tf.mul<tf.Tensor2D>(x.data, gate);
  // d/dx = σ + xσ(1 - σ) = σ + y - yσ
  return tape.record(y, [x], [(dy) => tf.mul(dy, tf.add(gate, tf.sub(y, tf.mul(y, gate))))]);
}

/** x + y · scale: x, y [rows, c], scale [1, c]. */
export function scaledResidual(tape: Tape, x: Value, y: Value, scale: Value): Value {
  return tape.record(
    tf.tidy(() => tf.add<tf.Tensor2D>(x.data, tf.mul(y.data, scale.data))),
    [x, y, scale],
    [(dz) => dz.clone(), (dz) => tf.mul(dz, scale.data), (dz) => sumRows(tf.mul(dz, y.data))]
  );
}

/** x + y of one shape. */
export function add(tape: Tape, x: Value, y: Value): Value {
  return tape.record(tf.add(x.data, y.data), [x, y], [(dz) => dz.clone(), (dz) => dz.clone()]);
}

/** x + row in every row: x [rows, c], row [1, c]. */
export function addRow(tape: Tape, x: Value, row: Value): Value {
  return tape.record(tf.add(x.data, row.data), [x, row], [(dy) => dy.clone(), (dy) => sumRows(dy)]);
}

/** x plus a constant [rows, c] that needs no gradient. */
export function addConstant(tape: Tape, x: Value, constant: tf.Tensor2D): Value {
  return tape.record(tf.add(x.data, constant), [x], [(dy) => dy.clone()]);
}

/** x times a constant that needs no gradient: a mask [rows, 1], a row [1, c], or a dropout mask [rows, c]. */
export function multiplyConstant(tape: Tape, x: Value, constant: tf.Tensor2D): Value {
  return tape.record(tf.mul(x.data, constant), [x], [(dy) => tf.mul(dy, constant)]);
}

/** The same value, of whose gradient only a share passes: 0.9 · stopgrad(x) + 0.1 · x for share 0.1. */
export function scaleGradient(tape: Tape, x: Value, share: number): Value {
  return tape.record(x.data.clone(), [x], [(dy) => tf.mul(dy, share)]);
}

/** x with constant columns behind: [rows, c] and [rows, n] -> [rows, c + n]. */
export function appendColumns(tape: Tape, x: Value, constant: tf.Tensor2D): Value {
  const [rowCount, width] = x.data.shape;
  return tape.record(
    tf.concat([x.data, constant], 1),
    [x],
    [(dy) => tf.slice(dy, [0, 0], [rowCount, width])]
  );
}

/** The same matrix several times below each other: [rows, c] -> [times * rows, c]. */
export function repeatRows(tape: Tape, x: Value, times: number): Value {
  const [rowCount] = x.data.shape;
  return tape.record(
    tf.concat<tf.Tensor2D>(Array<tf.Tensor2D>(times).fill(x.data), 0),
    [x],
    [
      (dy) =>
        range(times)
          .map((i) => rows(dy, i * rowCount, rowCount))
          .reduce((sum, share) => tf.add<tf.Tensor2D>(sum, share))
    ]
  );
}

/** Columns start … start + count - 1: [rows, c] -> [rows, count]. */
export function columns(tape: Tape, x: Value, start: number, count: number): Value {
  const [rowCount, width] = x.data.shape;
  return tape.record(
    tf.slice(x.data, [0, start], [rowCount, count]),
    [x],
    [
      (dy) =>
        tf.pad(dy, [
          [0, 0],
          [start, width - start - count]
        ])
    ]
  );
}

/** matrix · x with a constant matrix: one-hot look-ups and copies. */
export function constantTimes(tape: Tape, { matrix, transposed }: ConstantMatrix, x: Value): Value {
  return tape.record(tf.matMul(matrix, x.data), [x], [(dy) => tf.matMul(transposed, dy)]);
}

/** A constant matrix with its transpose made once: the way back multiplies with that. */
export interface ConstantMatrix {
  matrix: tf.Tensor2D;
  transposed: tf.Tensor2D;
}

/** The parameters of a ConvNeXt block, by their names under the block's. */
export type BlockWeights = (name: string) => Value;

/**
 * ConvNeXt in one dimension (Liu 2022): depthwise convolution -> layer norm -> pointwise up -> SiLU -> pointwise
 * down -> times a learned scale -> added to the input. x [rows, c], mask [rows, 1].
 */
export function convNextBlock(tape: Tape, x: Value, mask: tf.Tensor2D, weights: BlockWeights): Value {
  let y = depthwise(tape, x, mask, weights('depthwise.weight'), weights('depthwise.bias'));
  y = layerNorm(tape, y, weights('norm.gain'), weights('norm.bias'));
  y = silu(tape, linear(tape, y, weights('up.weight'), weights('up.bias')));
  y = linear(tape, y, weights('down.weight'), weights('down.bias'));
  return scaledResidual(tape, x, y, weights('scale'));
}

/** A constant of the computation: no gradient is carried to it. */
export function constant(data: tf.Tensor2D): Value {
  return new Value(data, false);
}

function range(n: number): number[] {
  return Array.from({ length: n }, (_, i) => i);
}
