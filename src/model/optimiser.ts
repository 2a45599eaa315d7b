/** AdamW with the gradient's global norm clipped first. */
import * as tf from '@tensorflow/tfjs';
import type { Layout, Parameters } from './parameters';

const beta1 = 0.9;
const beta2 = 0.98;
const epsilon = 1e-8;
const weightDecay = 1e-4;
/** Keeps the clipping factor finite, as PyTorch's clip_grad_norm_ does. */
const normEpsilon = 1e-6;

/** The optimiser's whole state, flat in the layout's order. */
export interface SavedOptimiser {
  parameters: Float32Array<ArrayBuffer>;
  firstMoment: Float32Array<ArrayBuffer>;
  secondMoment: Float32Array<ArrayBuffer>;
  steps: number;
}

/**
 * AdamW (Loshchilov and Hutter 2019), betas 0.9 / 0.98, decoupled weight decay 1e-4 on every tensor.
 * Owns the parameters and both moments on the backend; `dispose` when done.
 */
export class AdamW {
  private values: Parameters;
  private firstMoments: Parameters;
  private secondMoments: Parameters;
  private steps: number;

  /** Goes on from a saved state. Gradients with a global norm over `maxNorm` are scaled down to it. */
  constructor(
    private readonly layout: Layout,
    saved: SavedOptimiser,
    private readonly maxNorm: number
  ) {
    this.values = layout.upload(saved.parameters);
    this.firstMoments = layout.upload(saved.firstMoment);
    this.secondMoments = layout.upload(saved.secondMoment);
    this.steps = saved.steps;
  }

  /** Starts from the given values, with moments of zero. */
  static start(layout: Layout, parameters: Float32Array<ArrayBuffer>, maxNorm: number): AdamW {
    const zeros = new Float32Array(layout.length);
    return new AdamW(layout, { parameters, firstMoment: zeros, secondMoment: zeros, steps: 0 }, maxNorm);
  }

  /** The current values; owned by the optimiser, replaced by every step. */
  get parameters(): Parameters {
    return this.values;
  }

  /** One update with this learning rate. */
  step(gradients: Parameters, learningRate: number): void {
    this.steps++;
    const correction1 = 1 - beta1 ** this.steps;
    const correction2 = Math.sqrt(1 - beta2 ** this.steps);
    // The clipping factor goes into what the gradient and its square are multiplied with anyway, and the second
    // moment's correction into the step and epsilon: each whole pass over the weights takes time.
    const [share, squareShare] = tf.tidy(() => {
      const clip = tf.minimum(tf.div(this.maxNorm, tf.add(globalNorm(gradients), normEpsilon)), 1);
      return [tf.mul(clip, 1 - beta1), tf.mul(tf.square(clip), 1 - beta2)];
    });
    const step = (learningRate * correction2) / correction1;
    gradients.forEach((gradient, i) => {
      const [value, first, second] = tf.tidy(() => {
        const m = tf.add(tf.mul(this.firstMoments[i]!, beta1), tf.mul(gradient, share));
        const v = tf.add(tf.mul(this.secondMoments[i]!, beta2), tf.mul(tf.square(gradient), squareShare));
        const update = tf.mul(tf.div(m, tf.add(tf.sqrt(v), epsilon * correction2)), step);
        const decayed = tf.mul(this.values[i]!, 1 - learningRate * weightDecay);
        return [tf.sub(decayed, update), m, v] as [tf.Tensor, tf.Tensor, tf.Tensor];
      });
      tf.dispose([this.values[i]!, this.firstMoments[i]!, this.secondMoments[i]!]);
      this.values[i] = tf.keep(value);
      this.firstMoments[i] = tf.keep(first);
      this.secondMoments[i] = tf.keep(second);
    });
    tf.dispose([share, squareShare]);
  }

  /** Reads everything back, to be stored. */
  async save(): Promise<SavedOptimiser> {
    return {
      parameters: await this.layout.download(this.values),
      firstMoment: await this.layout.download(this.firstMoments),
      secondMoment: await this.layout.download(this.secondMoments),
      steps: this.steps
    };
  }

  dispose(): void {
    tf.dispose([this.values, this.firstMoments, this.secondMoments]);
  }
}

/** ‖·‖ over all gradients. Rows are summed first, so that float32 holds it. */
export function globalNorm(gradients: Parameters): tf.Scalar {
  return tf.tidy(() => {
    const squares = gradients.map((g) => tf.reshape<tf.Rank.R1>(tf.sum(tf.sum(tf.square(g), -1)), [1]));
    // Not addN: with more inputs than a shader takes buffers, that of WebGPU gives wrong sums.
    return tf.sqrt<tf.Scalar>(tf.sum<tf.Scalar>(tf.concat(squares)));
  });
}
