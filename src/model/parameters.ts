/** The weights of a network: matrices on the backend while it trains, one flat vector while they are stored. */
import * as tf from '@tensorflow/tfjs-core';
import { Value } from './autograd';
import type { NamedTensor } from './safetensors';

interface Place {
  name: string;
  shape: number[];
  /** as the matrix that ops.ts works on: vectors are [1, n], convolutions [kernel * in, out] */
  matrix: [number, number];
  offset: number;
  size: number;
}

/** Names, shapes and order of a network's tensors. */
export class Layout {
  readonly places: Place[] = [];
  /** values in all */
  readonly length: number;

  constructor(tensors: Iterable<[string, { shape: number[] }]>) {
    let offset = 0;
    for (const [name, { shape }] of tensors) {
      const size = shape.reduce((a, b) => a * b, 1);
      const last = shape[shape.length - 1];
      this.places.push({ name, shape, matrix: [size / last, last], offset, size });
      offset += size;
    }
    this.length = offset;
  }

  /** Tensors -> vector [length]. */
  flatten(tensors: Map<string, NamedTensor>): Float32Array<ArrayBuffer> {
    const vector = new Float32Array(this.length);
    for (const { name, offset } of this.places) vector.set(tensors.get(name)!.data, offset);
    return vector;
  }

  /** Vector [length] -> tensors (views into it). */
  unflatten(vector: Float32Array): Map<string, NamedTensor> {
    return new Map(
      this.places.map(({ name, shape, offset, size }) => [
        name,
        { shape, data: vector.subarray(offset, offset + size) }
      ])
    );
  }

  /** Vector [length] -> matrices on the backend, in this order. The caller disposes them. */
  upload(vector: Float32Array): tf.Tensor2D[] {
    return this.places.map(({ matrix, offset, size }) =>
      tf.tensor2d(vector.subarray(offset, offset + size), matrix)
    );
  }

  /** Matrices on the backend -> vector [length]. */
  async download(matrices: tf.Tensor2D[]): Promise<Float32Array<ArrayBuffer>> {
    const vector = new Float32Array(this.length);
    const parts = await Promise.all(matrices.map((matrix) => matrix.data()));
    this.places.forEach(({ offset }, i) => vector.set(parts[i], offset));
    return vector;
  }
}

/** Looks a weight up by its name in the network. */
export type Weights = (name: string) => Value;

/** The weights as values of one computation: they collect its gradients. */
export class WeightValues {
  private readonly values: Map<string, Value>;

  constructor(layout: Layout, matrices: tf.Tensor2D[]) {
    this.values = new Map(layout.places.map(({ name }, i) => [name, new Value(matrices[i])]));
  }

  readonly get: Weights = (name) => {
    const value = this.values.get(name);
    if (!value) throw new Error(`the network has no weight "${name}"`);
    return value;
  };

  /** The gradients in the layout's order; zero where none came. */
  gradients(): tf.Tensor2D[] {
    return [...this.values.values()].map(({ data, gradient }) => gradient ?? tf.zerosLike(data));
  }
}

/** The names under a prefix: `under(weights, 'encoder.0')('scale')` is `encoder.0.scale`. */
export function under(weights: Weights, prefix: string): Weights {
  return (name) => weights(`${prefix}.${name}`);
}
