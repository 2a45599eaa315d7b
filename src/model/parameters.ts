/** The weights of a network: matrices on the backend while it trains, one flat vector while they are stored. */
import * as tf from '@tensorflow/tfjs';
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

/**
 * Tensors of fewer values than this lie together in one: a network has a hundred of them, and each kernel that
 * touches a tensor costs a graphics card more than the values in it.
 */
const smallSize = 4096;

/** Names, shapes and order of a network's tensors. */
export class Layout {
  readonly places: Place[] = [];
  /** values in all */
  readonly length: number;
  /** what the backend holds: each large tensor by itself, and the small ones as one vector, the last */
  readonly large: Place[];
  readonly small: Place[];

  constructor(tensors: Iterable<[string, { shape: number[] }]>) {
    let offset = 0;
    for (const [name, { shape }] of tensors) {
      const size = shape.reduce((a, b) => a * b, 1);
      const last = shape.at(-1) ?? 1;
      this.places.push({ name, shape, matrix: [size / last, last], offset, size });
      offset += size;
    }
    this.length = offset;
    this.large = this.places.filter(({ size }) => size >= smallSize);
    this.small = this.places.filter(({ size }) => size < smallSize);
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

  /** Vector [length] -> tensors on the backend. The caller disposes them. */
  upload(vector: Float32Array): Parameters {
    const values = ({ offset, size }: Place) => vector.subarray(offset, offset + size);
    const small = new Float32Array(this.small.reduce((sum, { size }) => sum + size, 0));
    let start = 0;
    for (const place of this.small) {
      small.set(values(place), start);
      start += place.size;
    }
    return [...this.large.map((place) => tf.tensor2d(values(place), place.matrix)), tf.tensor1d(small)];
  }

  /** Tensors on the backend -> vector [length]. */
  async download(parameters: Parameters): Promise<Float32Array<ArrayBuffer>> {
    const vector = new Float32Array(this.length);
    const parts = (await Promise.all(parameters.map((part) => part.data()))) as Float32Array[];
    this.large.forEach(({ offset }, i) => vector.set(parts[i]!, offset));
    const small = parts.at(-1)!;
    let start = 0;
    for (const { offset, size } of this.small) {
      vector.set(small.subarray(start, start + size), offset);
      start += size;
    }
    return vector;
  }
}

/** A network's weights, or anything shaped like them, on the backend: see `Layout.large` and `small`. */
export type Parameters = tf.Tensor[];

/** Looks a weight up by its name in the network. */
export type Weights = (name: string) => Value;

/** The weights as values of one computation: they collect its gradients. Made anew inside each scope. */
export class WeightValues {
  private readonly values = new Map<string, Value>();

  constructor(
    private readonly layout: Layout,
    parameters: Parameters
  ) {
    layout.large.forEach(({ name }, i) => this.values.set(name, new Value(parameters[i] as tf.Tensor2D)));
    const small = parameters[layout.large.length] as tf.Tensor1D;
    const parts = tf.split(
      small,
      layout.small.map(({ size }) => size)
    );
    layout.small.forEach(({ name, matrix }, i) =>
      this.values.set(name, new Value(tf.reshape(parts[i]!, matrix)))
    );
  }

  readonly get: Weights = (name) => {
    const value = this.values.get(name);
    if (!value) throw new Error(`the network has no weight "${name}"`);
    return value;
  };

  /** The gradients, shaped like the parameters; zero where none came. */
  gradients(): Parameters {
    const of = ({ name }: Place): tf.Tensor2D => {
      const { data, gradient } = this.values.get(name)!;
      return gradient ?? tf.zerosLike(data);
    };
    const small = this.layout.small.map((place) => tf.reshape<tf.Rank.R1>(of(place), [place.size]));
    return [...this.layout.large.map(of), tf.concat(small)];
  }
}

/** The names under a prefix: `under(weights, 'encoder.0')('scale')` is `encoder.0.scale`. */
export function under(weights: Weights, prefix: string): Weights {
  return (name) => weights(`${prefix}.${name}`);
}
