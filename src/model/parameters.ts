/**
 * The weights of a network as one long vector, so that clipping, AdamW, checkpoints and the best copy are each a
 * handful of operations on it, whatever the number of tensors.
 */
import * as tf from '@tensorflow/tfjs-core';
import { Value } from './autograd';
import type { NamedTensor } from './safetensors';

/** The vector's length is a multiple of this, so that it can be summed as a matrix (exact enough in float32). */
export const vectorRow = 1024;

interface Place {
  name: string;
  shape: number[];
  /** as the matrix that ops.ts works on: vectors are [1, n], convolutions [kernel * in, out] */
  matrix: [number, number];
  offset: number;
  size: number;
}

/** Names, shapes and places of a network's tensors in its vector. */
export class Layout {
  readonly places: Place[] = [];
  /** values, padding included */
  readonly length: number;

  constructor(tensors: Iterable<[string, { shape: number[] }]>) {
    let offset = 0;
    for (const [name, { shape }] of tensors) {
      const size = shape.reduce((a, b) => a * b, 1);
      const last = shape[shape.length - 1];
      this.places.push({ name, shape, matrix: [size / last, last], offset, size });
      offset += size;
    }
    this.length = Math.ceil(offset / vectorRow) * vectorRow;
  }

  /** Tensors -> vector. */
  flatten(tensors: Map<string, NamedTensor>): Float32Array<ArrayBuffer> {
    const vector = new Float32Array(this.length);
    for (const { name, offset } of this.places) vector.set(tensors.get(name)!.data, offset);
    return vector;
  }

  /** Vector -> tensors (views into it). */
  unflatten(vector: Float32Array): Map<string, NamedTensor> {
    return new Map(
      this.places.map(({ name, shape, offset, size }) => [
        name,
        { shape, data: vector.subarray(offset, offset + size) }
      ])
    );
  }
}

/** Looks a weight up by its name in the network. */
export type Weights = (name: string) => Value;

/** The vector cut into matrices by name; made anew for each step, inside its scope. */
export class WeightViews {
  private readonly values: Map<string, Value>;
  readonly get: Weights;

  constructor(
    private readonly layout: Layout,
    vector: tf.Tensor1D
  ) {
    this.values = new Map(
      layout.places.map(({ name, matrix, offset, size }) => [
        name,
        new Value(tf.reshape(tf.slice(vector, offset, size), matrix))
      ])
    );
    this.get = (name) => {
      const value = this.values.get(name);
      if (!value) throw new Error(`the network has no weight "${name}"`);
      return value;
    };
  }

  /** The gradients in the vector's order: [length]; zero where none came. */
  gradient(): tf.Tensor1D {
    const { places, length } = this.layout;
    const used = places.reduce((sum, { size }) => sum + size, 0);
    const parts = places.map(({ name, size }) => {
      const { gradient } = this.values.get(name)!;
      return gradient ? tf.reshape<tf.Rank.R1>(gradient, [size]) : tf.zeros<tf.Rank.R1>([size]);
    });
    if (length > used) parts.push(tf.zeros([length - used]));
    return tf.concat<tf.Tensor1D>(parts);
  }
}

/** The names under a prefix: `under(weights, 'encoder.0')('scale')` is `encoder.0.scale`. */
export function under(weights: Weights, prefix: string): Weights {
  return (name) => weights(`${prefix}.${name}`);
}
