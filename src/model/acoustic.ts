/**
 * The acoustic model without its prosody: phoneme ids -> tokens in their context -> per frame the mean of 80
 * normalised mel bands, of normalised log-F0 and of voicing. Non-autoregressive in the line of FastSpeech 2
 * (Ren 2021), on ConvNeXt blocks; docs/MODEL.md has the numbers. All matrices are packed (packing.ts):
 * [rows, channels].
 */
import * as tf from '@tensorflow/tfjs';
import { audioConfig } from '../config';
import type { Expansion, TokenRows } from './acousticBatch';
import { decoder, encoder } from './architecture';
import { gapRows, type Span } from './packing';
import { type Tape, Value } from './autograd';
import {
  add,
  addRow,
  constant,
  constantTimes,
  convNextBlock,
  convolution,
  layerNorm,
  linear,
  multiplyConstant
} from './ops';
import { under, type Weights } from './parameters';

/** Columns of the decoder's output: the mel bands, then log-F0, then the voicing logit. */
export const outputColumns = {
  mel: audioConfig.melBands,
  logF0: audioConfig.melBands,
  voicing: audioConfig.melBands + 1
};

/** Phonemes in their context: [token rows, 256]. */
export function encode(tape: Tape, weights: Weights, tokens: TokenRows): Value {
  let h = constantTimes(tape, tokens.oneHot, weights('embedding'));
  for (let i = 0; i < encoder.blocks; i++)
    h = convNextBlock(tape, h, tokens.mask, under(weights, `encoder.${i}`));
  h = layerNorm(tape, h, weights('encoder.norm.gain'), weights('encoder.norm.bias'));
  return multiplyConstant(tape, h, tokens.mask);
}

/** The mean normalised mel frame that each token expects: [token rows, 80]. */
export function expectedMel(tape: Tape, weights: Weights, encoded: Value): Value {
  return linear(tape, encoded, weights('aligner.weight'), weights('aligner.bias'));
}

/** The encoded tokens as this speaker says them: [token rows, 256]. */
export function withSpeaker(tape: Tape, weights: Weights, encoded: Value): Value {
  return addRow(tape, encoded, weights('speaker'));
}

/**
 * Frames from tokens: [frame rows, 82].
 * @param hidden tokens with their speaker [token rows, 256]
 * @param pitch normalised log-F0 of each token [token rows, 1], zero in the gaps: the true one in training, the drawn
 *   one in use
 */
export function decode(
  tape: Tape,
  weights: Weights,
  hidden: Value,
  pitch: tf.Tensor2D,
  tokens: TokenRows,
  expansion: Expansion
): Value {
  const pitchEmbedding = convolution(
    tape,
    constant(pitch),
    weights('pitch.embedding.weight'),
    weights('pitch.embedding.bias')
  );
  const tokensWithPitch = add(tape, hidden, pitchEmbedding);
  let y = add(
    tape,
    expand(tape, tokensWithPitch, tokens, expansion),
    linear(
      tape,
      constant(expansion.position),
      weights('decoder.position.weight'),
      weights('decoder.position.bias')
    )
  );
  for (let i = 0; i < decoder.blocks; i++)
    y = convNextBlock(tape, y, expansion.mask, under(weights, `decoder.${i}`));
  y = layerNorm(tape, y, weights('decoder.norm.gain'), weights('decoder.norm.bias'));
  y = linear(tape, y, weights('decoder.output.weight'), weights('decoder.output.bias'));
  return multiplyConstant(tape, y, expansion.mask);
}

/** Every frame copies its token, clip by clip: [token rows, c] -> [frame rows, c], zero in the gaps. */
export function expand(tape: Tape, x: Value, tokens: TokenRows, expansion: Expansion): Value {
  const channels = x.data.shape[1];
  const clips = expansion.copies.map(({ matrix, transposed }, i) => ({
    matrix,
    transposed,
    token: tokens.spans[i]!,
    frame: expansion.spans[i]!
  }));
  const part = (m: tf.Tensor2D, start: number, length: number) => tf.slice(m, [start, 0], [length, channels]);
  const stack = (parts: tf.Tensor2D[], used: number, rows: number) =>
    tf.concat([...parts, tf.zeros<tf.Rank.R2>([rows - used, channels])], 0);
  const withGap = (m: tf.Tensor2D) =>
    tf.pad(m, [
      [0, gapRows],
      [0, 0]
    ]);
  const end = (spans: Span[]) => spans.reduce((_, { start, length }) => start + length + gapRows, 0);
  return tape.record(
    tf.tidy(() =>
      stack(
        clips.map(({ matrix, token }) => withGap(tf.matMul(matrix, part(x.data, token.start, token.length)))),
        end(expansion.spans),
        expansion.rows
      )
    ),
    [x],
    [
      (dy) =>
        stack(
          clips.map(({ transposed, frame }) =>
            withGap(tf.matMul(transposed, part(dy, frame.start, frame.length)))
          ),
          end(tokens.spans),
          tokens.rows
        )
    ]
  );
}
