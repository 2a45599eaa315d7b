/** What the aligner expects to hear of a text: the front of the acoustic model alone. */
import * as tf from '@tensorflow/tfjs';
import { audioConfig } from '../config';
import { encode, expectedMel } from './acoustic';
import { packTokens } from './acousticBatch';
import { Tape } from './autograd';
import { packSpans } from './packing';
import { Layout, type Parameters, WeightValues } from './parameters';
import type { NamedTensor } from './safetensors';

const { melBands } = audioConfig;

/** The base's encoder and aligner on the current TF.js backend, for texts that nothing is trained on. */
export class ExpectedFrames {
  readonly #layout: Layout;
  readonly #parameters: Parameters;

  /** @param acoustic weights of the acoustic model, see newSpeaker */
  constructor(acoustic: Map<string, NamedTensor>) {
    this.#layout = new Layout(acoustic);
    this.#parameters = this.#layout.upload(this.#layout.flatten(acoustic));
  }

  /**
   * The mean normalised mel frame of each token.
   * @param texts phoneme ids without pads, a text each
   * @returns [tokens, 80] of each text
   */
  async of(texts: readonly ArrayLike<number>[]): Promise<Float32Array[]> {
    const expected = tf.tidy(() => {
      const tape = new Tape(false);
      const { get } = new WeightValues(this.#layout, this.#parameters);
      return expectedMel(tape, get, encode(tape, get, packTokens([...texts]))).data;
    });
    const values = await expected.data<'float32'>();
    expected.dispose();
    const { spans } = packSpans(texts.map(({ length }) => length));
    return spans.map(({ start, length }) => values.slice(start * melBands, (start + length) * melBands));
  }

  dispose(): void {
    tf.dispose(this.#parameters);
  }
}
