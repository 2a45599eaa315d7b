/** How much better a clip fits its own transcript than others, by the base voice's aligner. */
import * as tf from '@tensorflow/tfjs';
import { audioConfig } from '../../config';
import { encode, expectedMel } from '../../model/acoustic';
import { packTokens } from '../../model/acousticBatch';
import { alignmentScore, type ExpectedTokens } from '../../model/alignmentScore';
import { Tape } from '../../model/autograd';
import type { VoiceWeights } from '../../model/baseVoice';
import { Layout, type Parameters, WeightValues } from '../../model/parameters';
import { isOptional, isTimed, phonemesToIds } from '../../text/phonemeIds';
import { minRivals, nearestInLength } from './rivals';

const { melBands } = audioConfig;
/** A text that cannot be aligned at all, with more sounds than frames, is as far off as this. */
const worst = -100;
/** texts whose expected frames are kept: about 40 kB each */
const keptTexts = 300;

/** The base voice's text encoder and aligner, on the current TF.js backend. */
export class TextFit {
  readonly #layout: Layout;
  readonly #parameters: Parameters;
  /** by phonemes, the last used last */
  readonly #expected = new Map<string, ExpectedTokens>();

  /** @param acoustic of the base voice, see newSpeaker */
  constructor(acoustic: VoiceWeights['acoustic']) {
    this.#layout = new Layout(acoustic);
    this.#parameters = this.#layout.upload(this.#layout.flatten(acoustic));
  }

  /**
   * The log-likelihood per frame of a clip with its own text minus that with the best of others of its length: about
   * 4.5 for texts that belong to their clips, below 1 for others.
   * @param mel natural log-mel [frames, 80]
   * @param own phonemes of the clip's transcript
   * @param others phonemes of the dataset's transcripts, its own among them or not
   * @returns null where there are too few others to compare with
   */
  async fit(mel: Float32Array, own: string, others: readonly string[]): Promise<number | null> {
    const compared = nearestInLength(own, others);
    if (compared.length < minRivals) return null;
    const frames = normalised(mel);
    const score = async (phonemes: string) =>
      alignmentScore(frames, await this.#expectedBy(phonemes), melBands);
    let best = -Infinity;
    for (const phonemes of compared) best = Math.max(best, await score(phonemes));
    return Math.max(worst, (await score(own)) - best);
  }

  dispose(): void {
    tf.dispose(this.#parameters);
    this.#expected.clear();
  }

  async #expectedBy(phonemes: string): Promise<ExpectedTokens> {
    const kept = this.#expected.get(phonemes) ?? (await this.#compute(phonemes));
    this.#expected.delete(phonemes);
    this.#expected.set(phonemes, kept);
    for (const oldest of this.#expected.keys()) {
      if (this.#expected.size <= keptTexts) break;
      this.#expected.delete(oldest);
    }
    return kept;
  }

  async #compute(phonemes: string): Promise<ExpectedTokens> {
    const ids = phonemesToIds(phonemes);
    const tokens = tf.tidy(() => {
      const tape = new Tape(false);
      const { get } = new WeightValues(this.#layout, this.#parameters);
      const rows = packTokens([ids]);
      const expected = expectedMel(tape, get, encode(tape, get, rows));
      return tf.slice(expected.data, [rows.spans[0]?.start ?? 0, 0], [ids.length, melBands]);
    });
    const values = await tokens.data<'float32'>();
    tokens.dispose();
    const timed = [...ids.entries()].filter(([, id]) => isTimed(id));
    const means = new Float32Array(timed.length * melBands);
    for (const [i, [n]] of timed.entries())
      means.set(values.subarray(n * melBands, (n + 1) * melBands), i * melBands);
    return { means, optional: Uint8Array.from(timed, ([, id]) => (isOptional(id) ? 1 : 0)) };
  }
}

/** Log-mel in the clip's own units: each band with mean 0 and deviation 1. */
function normalised(mel: Float32Array): Float32Array {
  const frames = mel.length / melBands;
  const sum = new Float64Array(melBands);
  const squares = new Float64Array(melBands);
  for (const [i, value] of mel.entries()) {
    const band = i % melBands;
    sum[band] = (sum[band] ?? 0) + value;
    squares[band] = (squares[band] ?? 0) + value * value;
  }
  const mean = sum.map((s) => s / frames);
  const deviation = squares.map((q, b) => Math.sqrt(Math.max(1e-8, q / frames - (mean[b] ?? 0) ** 2)));
  return mel.map((value, i) => (value - (mean[i % melBands] ?? 0)) / (deviation[i % melBands] ?? 1));
}
