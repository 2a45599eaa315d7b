/** AdamW on a parameter vector, with the gradient's global norm clipped first. */
import * as tf from '@tensorflow/tfjs-core';
import { vectorRow } from './parameters';

const beta1 = 0.9;
const beta2 = 0.98;
const epsilon = 1e-8;
const weightDecay = 1e-4;
/** Keeps the clipping factor finite, as PyTorch's clip_grad_norm_ does. */
const normEpsilon = 1e-6;

/**
 * AdamW (Loshchilov and Hutter 2019), betas 0.9 / 0.98, decoupled weight decay 1e-4 on every value.
 * Holds the parameters and both moments, [length] each; `dispose` when done.
 */
export class AdamW {
  private firstMoment: tf.Tensor1D;
  private secondMoment: tf.Tensor1D;

  private constructor(
    private vector: tf.Tensor1D,
    moments: { first: tf.Tensor1D; second: tf.Tensor1D },
    private steps: number,
    /** gradients with a longer global norm are scaled down to it */
    private readonly maxNorm: number
  ) {
    this.firstMoment = moments.first;
    this.secondMoment = moments.second;
  }

  /** Starts from the given values, with moments of zero. */
  static start(values: Float32Array, maxNorm: number): AdamW {
    const zeros = () => tf.zeros<tf.Rank.R1>([values.length]);
    return new AdamW(tf.tensor1d(values), { first: zeros(), second: zeros() }, 0, maxNorm);
  }

  /** Goes on where `save` left off. */
  static restored(saved: SavedOptimiser, maxNorm: number): AdamW {
    const moments = { first: tf.tensor1d(saved.firstMoment), second: tf.tensor1d(saved.secondMoment) };
    return new AdamW(tf.tensor1d(saved.parameters), moments, saved.steps, maxNorm);
  }

  /** The current values; owned by the optimiser, replaced by every step. */
  get parameters(): tf.Tensor1D {
    return this.vector;
  }

  /** One update with this learning rate. */
  step(gradient: tf.Tensor1D, learningRate: number): void {
    this.steps++;
    const correction1 = 1 - beta1 ** this.steps;
    const correction2 = Math.sqrt(1 - beta2 ** this.steps);
    const [vector, first, second] = tf.tidy(() => {
      const norm = globalNorm(gradient);
      const clip = tf.minimum(tf.div(this.maxNorm, tf.add(norm, normEpsilon)), 1);
      const g = tf.mul(gradient, clip);
      const m = tf.add(tf.mul(this.firstMoment, beta1), tf.mul(g, 1 - beta1));
      const v = tf.add(tf.mul(this.secondMoment, beta2), tf.mul(tf.square(g), 1 - beta2));
      const denominator = tf.add(tf.mul(tf.sqrt(v), 1 / correction2), epsilon);
      const update = tf.mul(tf.div(m, denominator), learningRate / correction1);
      return [tf.sub(tf.mul(this.vector, 1 - learningRate * weightDecay), update), m, v] as tf.Tensor1D[];
    });
    tf.dispose([this.vector, this.firstMoment, this.secondMoment]);
    [this.vector, this.firstMoment, this.secondMoment] = [vector, first, second].map((t) => tf.keep(t));
  }

  /** Reads everything back, to be stored. */
  async save(): Promise<SavedOptimiser> {
    const [parameters, firstMoment, secondMoment] = (await Promise.all(
      [this.vector, this.firstMoment, this.secondMoment].map(async (t) => Float32Array.from(await t.data()))
    )) as Float32Array<ArrayBuffer>[];
    return { parameters, firstMoment, secondMoment, steps: this.steps };
  }

  dispose(): void {
    tf.dispose([this.vector, this.firstMoment, this.secondMoment]);
  }
}

/** The optimiser's whole state. */
export interface SavedOptimiser {
  parameters: Float32Array<ArrayBuffer>;
  firstMoment: Float32Array<ArrayBuffer>;
  secondMoment: Float32Array<ArrayBuffer>;
  steps: number;
}

/** ‖x‖ of a vector whose length is a multiple of `vectorRow`: rows are summed first, so that float32 holds it. */
export function globalNorm(x: tf.Tensor1D): tf.Scalar {
  return tf.tidy(() => tf.sqrt(tf.sum<tf.Scalar>(tf.sum(tf.reshape(tf.square(x), [-1, vectorRow]), 1))));
}
