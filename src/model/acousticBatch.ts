/** Clips as the acoustic model takes them: packed matrices on the backend, and what the alignment needs beside it. */
import * as tf from '@tensorflow/tfjs';
import { audioConfig } from '../config';
import { decoder, symbols } from './architecture';
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
  const { spans, rows } = packSpans(sequences.map((ids) => ids.length));
  const oneHot = new Float32Array(rows * symbols);
  const transposed = new Float32Array(symbols * rows);
  sequences.forEach((ids, i) => {
    for (let n = 0; n < ids.length; n++) {
      const row = spans[i]!.start + n;
      const id = ids[n]!;
      oneHot[row * symbols + id] = 1;
      transposed[id * rows + row] = 1;
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
  const { spans, rows } = packSpans(durations.map((d) => d.reduce((a, b) => a + b, 0)));
  const position = new Float32Array(rows * 3);
  const copies = durations.map((d, i) => {
    const { start, length: frames } = spans[i]!;
    const tokens = d.length;
    const matrix = new Float32Array(frames * tokens);
    const transposed = new Float32Array(tokens * frames);
    let t = 0;
    for (const [n, own] of d.entries())
      for (let k = 0; k < own; k++, t++) {
        matrix[t * tokens + n] = 1;
        transposed[n * frames + t] = 1;
        const p = (k + 0.5) / own;
        position.set([p, 1 - p, Math.log1p(own) / decoder.positionScale], (start + t) * 3);
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
}

/** Weight of an unvoiced frame in the F0 loss. */
const unvoicedWeight = 0.1;

/**
 * Targets of a batch.
 * @param frames of the whole batch, also where this is a part of it
 */
export function packTargets(batch: Utterance[], expansion: Expansion, frames: number): AcousticTargets {
  const { melBands } = audioConfig;
  const onFrames = (parts: ArrayLike<number>[], columns = 1) =>
    tf.tensor2d(packRows(parts, expansion.spans, expansion.rows, columns), [expansion.rows, columns]);
  const weight = (of: (voiced: number) => number) =>
    onFrames(batch.map(({ voiced }) => Float32Array.from(voiced, of)));
  return {
    mel: onFrames(
      batch.map((u) => u.mel),
      melBands
    ),
    logF0: onFrames(batch.map((u) => u.logF0)),
    voiced: onFrames(batch.map((u) => u.voiced)),
    melWeight: weight(() => 1 / (frames * melBands)),
    logF0Weight: weight((voiced) => (unvoicedWeight + (1 - unvoicedWeight) * voiced) / frames),
    frameWeight: weight(() => 1 / frames)
  };
}
