/**
 * Reverse-mode differentiation over TF.js kernels, in the line of Wengert's list: the forward pass writes down,
 * per result, how a gradient of it becomes gradients of its inputs; `backward` reads the list from the end.
 *
 * TF.js has a tape of its own. This one exists because a training step must be able to wait in its middle (the
 * alignment reads values back, which is asynchronous on a GPU), and because every gradient here is written by hand
 * from kernels that are fast on every backend (see ops.ts).
 */
import * as tf from '@tensorflow/tfjs';

/** A matrix of the computation and, after `backward`, the gradient of the loss with respect to it. */
export class Value {
  gradient: tf.Tensor2D | null = null;

  constructor(
    /** [rows, columns] */
    readonly data: tf.Tensor2D,
    readonly differentiable = true
  ) {}

  /** Adds one path's share, which this value owns from now on, to the gradient. */
  accumulate(share: tf.Tensor2D): void {
    if (!this.gradient) {
      this.gradient = share;
      return;
    }
    const sum = tf.add<tf.Tensor2D>(this.gradient, share);
    tf.dispose([this.gradient, share]);
    this.gradient = sum;
  }
}

/** Gradient of a result -> gradient of one input. */
type GradientFunction = (dy: tf.Tensor2D) => tf.Tensor2D;

/**
 * The list of operations of one forward pass. Use it inside a `tf.tidy` or an engine scope: it keeps every
 * intermediate result alive until that ends.
 */
export class Tape {
  private readonly entries: { result: Value; inputs: Value[]; gradients: GradientFunction[] }[] = [];

  /** `recording` false gives the same forward pass without a way back: for validation and synthesis. */
  constructor(readonly recording = true) {}

  /** Notes an operation: its result, its inputs, and per input the function that carries a gradient to it. */
  record(data: tf.Tensor2D, inputs: Value[], gradients: GradientFunction[]): Value {
    const result = new Value(data, this.recording && inputs.some((input) => input.differentiable));
    if (result.differentiable) this.entries.push({ result, inputs, gradients });
    return result;
  }

  /**
   * Carries the gradients of the [1, 1] `losses`, each times its weight, back to every differentiable value.
   * Operations through which no gradient came are skipped; a gradient is freed once it has been passed on.
   */
  backward(losses: { value: Value; weight: number }[]): void {
    for (const { value, weight } of losses) value.accumulate(tf.fill([1, 1], weight));
    for (const { result, inputs, gradients } of this.entries.reverse()) {
      if (!result.gradient) continue;
      const dy = result.gradient;
      inputs.forEach((input, i) => {
        if (input.differentiable) input.accumulate(tf.tidy(() => gradients[i]!(dy)));
      });
      dy.dispose();
      result.gradient = null;
    }
  }
}
