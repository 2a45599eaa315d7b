/** Clips as the acoustic model takes them: packed matrices on the backend, and what the alignment needs beside it. */
import * as tf from '@tensorflow/tfjs-core';
import { audioConfig } from '../config';
import type { ConstantMatrix } from './ops';
import { packMask, packRows, packSpans, type Span } from './packing';

/** One clip of a speaker, in the speaker's normalised units. */
export interface Utterance {
  /** phoneme ids, without pads: [tokens] */
  ids: Int32Array;
  /** 1 where a token takes time: [tokens] */
  timed: Uint8Array;
  /** 1 where a timed token may be skipped: [tokens] */
  optional: Uint8Array;
  /** normalised log-mel: [frames, 80] */
  mel: Float32Array;
  /** normalised log-F0, interpolated where unvoiced: [frames] */
  logF0: Float32Array;
  /** 0 or 1: [frames] */
  voiced: Float32Array;
}

/** Rows are padded to this, so that batches share buffer sizes. */
const rowMultiple = 32;
/** Size of the embedding table: Piper's num_symbols. */
export const symbols = 256;

/** The tokens of a batch as matrices; `ids` alone suffice for synthesis. */
export interface TokenRows {
  spans: Span[];
  rows: number;
  /** one-hot ids [rows, 256] */
  oneHot: ConstantMatrix;
  /** [rows, 1] */
  mask: tf.Tensor2D;
}

/** Lays token sequences below each other, one-hot. */
export function packTokens(sequences: ArrayLike<number>[]): TokenRows {
  const { spans, rows } = packSpans(
    sequences.map((ids) => ids.length),
    rowMultiple
  );
  const oneHot = new Float32Array(rows * symbols);
  const transposed = new Float32Array(symbols * rows);
  sequences.forEach((ids, i) => {
    for (let n = 0; n < ids.length; n++) {
      const row = spans[i].start + n;
      oneHot[row * symbols + ids[n]] = 1;
      transposed[ids[n] * rows + row] = 1;
    }
  });
  return {
    spans,
    rows,
    oneHot: {
      matrix: tf.tensor2d(oneHot, [rows, symbols]),
      transposed: tf.tensor2d(transposed, [symbols, rows])
    },
    mask: tf.tensor2d(packMask(spans, rows), [rows, 1])
  };
}

/** Which frames copy which tokens. */
export interface Expansion {
  spans: Span[];
  rows: number;
  /** per clip, 0 and 1 [frames, tokens] */
  copies: ConstantMatrix[];
  /** (p, 1 - p, log(1 + d) / 3) of each frame, p its place in its token of d frames: [rows, 3] */
  position: tf.Tensor2D;
  /** [rows, 1] */
  mask: tf.Tensor2D;
}

/** Turns durations (frames per token, one array per clip) into the matrices that copy tokens to frames. */
export function packExpansion(durations: Int32Array[]): Expansion {
  const lengths = durations.map((d) => d.reduce((a, b) => a + b, 0));
  const { spans, rows } = packSpans(lengths, rowMultiple);
  const position = new Float32Array(rows * 3);
  const copies = durations.map((d, i) => {
    const frames = lengths[i];
    const tokens = d.length;
    const matrix = new Float32Array(frames * tokens);
    const transposed = new Float32Array(tokens * frames);
    let t = 0;
    for (let n = 0; n < tokens; n++)
      for (let k = 0; k < d[n]; k++, t++) {
        matrix[t * tokens + n] = 1;
        transposed[n * frames + t] = 1;
        const p = (k + 0.5) / d[n];
        position.set([p, 1 - p, Math.log1p(d[n]) / 3], (spans[i].start + t) * 3);
      }
    return {
      matrix: tf.tensor2d(matrix, [frames, tokens]),
      transposed: tf.tensor2d(transposed, [tokens, frames])
    };
  });
  return {
    spans,
    rows,
    copies,
    position: tf.tensor2d(position, [rows, 3]),
    mask: tf.tensor2d(packMask(spans, rows), [rows, 1])
  };
}

/** What the losses compare with. Weights hold the masks and the division by counts. */
export interface AcousticTargets {
  mel: tf.Tensor2D; // [frame rows, 80]
  logF0: tf.Tensor2D; // [frame rows, 1]
  voiced: tf.Tensor2D; // [frame rows, 1]
  melWeight: tf.Tensor2D; // [frame rows, 1]: 1 / (frames · 80)
  logF0Weight: tf.Tensor2D; // [frame rows, 1]: (1 or 0.1) / frames
  frameWeight: tf.Tensor2D; // [frame rows, 1]: 1 / frames
  logDuration: tf.Tensor2D; // [token rows, 1]: log(1 + frames)
  durationWeight: tf.Tensor2D; // [token rows, 1]: 1 / timed tokens
  pitch: tf.Tensor2D; // [token rows, 1]
  pitchWeight: tf.Tensor2D; // [token rows, 1]: 1 / tokens with pitch
}

/** What the losses are divided by: counts over a whole batch, also where it is computed in parts. */
export interface Counts {
  frames: number;
  timedTokens: number;
  /** tokens with at least one voiced frame */
  pitchedTokens: number;
}

/** Counts of a batch under an alignment. */
export function countBatch(batch: Utterance[], pitch: Float32Array[]): Counts {
  const nonZero = (arrays: ArrayLike<number>[]) => {
    let count = 0;
    for (const values of arrays) for (let i = 0; i < values.length; i++) if (values[i] !== 0) count++;
    return count;
  };
  return {
    frames: batch.reduce((sum, u) => sum + u.voiced.length, 0),
    timedTokens: nonZero(batch.map((u) => u.timed)),
    pitchedTokens: nonZero(pitch)
  };
}

/** Weight of an unvoiced frame in the F0 loss. */
const unvoicedWeight = 0.1;

/** Targets of a batch under an alignment. */
export function packTargets(
  batch: Utterance[],
  tokens: TokenRows,
  expansion: Expansion,
  durations: Int32Array[],
  pitch: Float32Array[],
  { frames, timedTokens, pitchedTokens }: Counts
): AcousticTargets {
  const { melBands } = audioConfig;
  const onFrames = (parts: ArrayLike<number>[], columns = 1) =>
    tf.tensor2d(packRows(parts, expansion.spans, expansion.rows, columns), [expansion.rows, columns]);
  const onTokens = (parts: ArrayLike<number>[]) =>
    tf.tensor2d(packRows(parts, tokens.spans, tokens.rows, 1), [tokens.rows, 1]);
  const each = (parts: ArrayLike<number>[], f: (x: number) => number) =>
    parts.map((part) => Float32Array.from(part, f));
  const voiced = batch.map((u) => u.voiced);
  return {
    mel: onFrames(
      batch.map((u) => u.mel),
      melBands
    ),
    logF0: onFrames(batch.map((u) => u.logF0)),
    voiced: onFrames(voiced),
    melWeight: onFrames(each(voiced, () => 1 / (frames * melBands))),
    logF0Weight: onFrames(each(voiced, (v) => (unvoicedWeight + (1 - unvoicedWeight) * v) / frames)),
    frameWeight: onFrames(each(voiced, () => 1 / frames)),
    logDuration: onTokens(each(durations, (d) => Math.log1p(d))),
    durationWeight: onTokens(
      each(
        batch.map((u) => u.timed),
        (timed) => timed / timedTokens
      )
    ),
    pitch: onTokens(pitch),
    pitchWeight: onTokens(each(pitch, (p) => (p !== 0 ? 1 / pitchedTokens : 0)))
  };
}
