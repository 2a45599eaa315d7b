/** A batch for the loss of the prosody flow: what is drawn at random, and the matrices that follow from it. */
import * as tf from '@tensorflow/tfjs';
import type { Utterance, TokenRows } from './acousticBatch';
import type { Alignment } from './alignment';
import { clock, durationUnits, prosody } from './architecture';
import { packRows } from './packing';
import { meaning, stateColumns } from './prosody';
import type { Random } from './random';

const { dimensions } = prosody;

/** The random numbers of the flow's loss for a batch. */
export interface FlowDraws {
  /** uniform in 0..1, added to each token's frames so that their logarithm is continuous: per clip [tokens] */
  fraction: Float32Array[];
  /** per draw and clip: where the flow starts, standard normal [tokens, 2], and the time, 0..1, at which it is asked */
  draws: { noise: Float32Array; time: number }[][];
}

/** Draws them: draw r of n looks at a time in r/n … (r + 1)/n, so that together they cover the flow. */
export function drawFlow(random: Random, batch: Utterance[], draws: number): FlowDraws {
  const lengths = batch.map(({ ids }) => ids.length);
  return {
    fraction: lengths.map((tokens) => random.uniforms(tokens)),
    draws: Array.from({ length: draws }, (_, r) =>
      lengths.map((tokens) => ({
        noise: random.normals(tokens * dimensions),
        time: (r + random.uniform()) / draws
      }))
    )
  };
}

/** What the flow's network is asked, and what it should answer: all draws of a batch below each other. */
export interface FlowRows {
  draws: number;
  /** x_t, zero where it means nothing, and the clock [draws * token rows, 10] */
  state: tf.Tensor2D;
  /** x1 - z [draws * token rows, 2] */
  velocity: tf.Tensor2D;
  /** 0, or one over the count of what is asked in the whole batch [draws * token rows, 2] */
  weight: tf.Tensor2D;
  /** [draws * token rows, 1] */
  mask: tf.Tensor2D;
}

/** How many numbers the flow is asked for in one draw of a batch: a duration a timed token, a pitch every token. */
export function askedOf(batch: Utterance[]): number {
  return batch.reduce((sum, { timed }) => sum + timed.length + timed.reduce((a, b) => a + b, 0), 0);
}

/** @param asked `askedOf` the whole batch, also where this is a part of it */
export function packFlow(
  batch: Utterance[],
  tokens: TokenRows,
  { durations, pitch }: Alignment,
  { fraction, draws }: FlowDraws,
  asked: number
): FlowRows {
  const clips = batch.map(({ timed }, i) => {
    const goal = new Float32Array(timed.length * dimensions);
    for (let n = 0; n < timed.length; n++) {
      const frames = Math.log1p(durations[i]![n]! + fraction[i]![n]!);
      goal[n * dimensions] = (frames - durationUnits.mean) / durationUnits.deviation;
      goal[n * dimensions + 1] = pitch[i]![n]!;
    }
    return { means: meaning(timed), goal };
  });
  const rows = draws.length * tokens.rows;
  const spans = draws.flatMap((_, r) =>
    tokens.spans.map(({ start, length }) => ({ start: r * tokens.rows + start, length }))
  );
  const pack = (
    columns: number,
    of: (clip: number, draw: { noise: Float32Array; time: number }) => Float32Array
  ) =>
    tf.tensor2d(
      packRows(
        draws.flatMap((clips) => clips.map((draw, i) => of(i, draw))),
        spans,
        rows,
        columns
      ),
      [rows, columns]
    );
  return {
    draws: draws.length,
    state: pack(stateColumns, (i, { noise, time }) => {
      const { means, goal } = clips[i]!;
      const state = new Float32Array((goal.length / dimensions) * stateColumns);
      const hands = clock(time);
      for (let k = 0; k < goal.length; k++) {
        const row = Math.floor(k / dimensions) * stateColumns;
        state[row + (k % dimensions)] = means[k]! * ((1 - time) * noise[k]! + time * goal[k]!);
        state.set(hands, row + dimensions);
      }
      return state;
    }),
    velocity: pack(dimensions, (i, { noise }) => clips[i]!.goal.map((x, k) => x - noise[k]!)),
    weight: pack(dimensions, (i) => clips[i]!.means.map((w) => w / (draws.length * asked))),
    mask: tf.concat(Array<tf.Tensor2D>(draws.length).fill(tokens.mask), 0)
  };
}

/** What is done to the flow's hidden state in training so that it does not rely on single numbers of it. */
export interface Regularisation {
  /** [draws * token rows, 256], added */
  noise: tf.Tensor2D;
  /** 0, or 1 / (1 - dropout) [draws * token rows, 256], multiplied */
  keep: tf.Tensor2D;
}

/** Draws it for a batch of so many rows. */
export function drawRegularisation(random: Random, rows: number, width: number): Regularisation {
  const { dropout, hiddenNoise } = prosody;
  const noise = random.normals(rows * width).map((x) => hiddenNoise * x);
  const keep = random.uniforms(rows * width).map((u) => (u < dropout ? 0 : 1 / (1 - dropout)));
  return { noise: tf.tensor2d(noise, [rows, width]), keep: tf.tensor2d(keep, [rows, width]) };
}
