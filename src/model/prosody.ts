/**
 * The prosody of a sentence, drawn: a flow (flow matching, Lipman 2022) from normal noise to the duration and the
 * pitch of every token. The network learns the velocity that carries noise z at t = 0 to data x1 at t = 1 along
 * x_t = (1 - t) z + t x1; to draw, one follows it by the midpoint method. docs/MODEL.md, "Acoustic model", item 5.
 */
import * as tf from '@tensorflow/tfjs';
import type { TokenRows } from './acousticBatch';
import { clock, durationUnits, natural, prosody, tokenFrames } from './architecture';
import type { Tape, Value } from './autograd';
import { appendColumns, convNextBlock, convolution, layerNorm, linear, multiplyConstant } from './ops';
import { packRows } from './packing';
import { under, type Weights } from './parameters';
import type { Random } from './random';

const { dimensions, midpointSteps, clockFrequencies } = prosody;

/** Token ids with what each may do in time: [tokens] each. */
export interface TokenSequence {
  ids: ArrayLike<number>;
  timed: ArrayLike<number>;
  optional: ArrayLike<number>;
}

/** Columns of the flow's state: x and the clock. */
export const stateColumns = dimensions + 2 * clockFrequencies.length;

/**
 * The velocity at a state: [rows, 2] = (duration, pitch).
 * @param hidden tokens with their speaker [rows, 256]
 * @param state where the flow is: x, zero where it means nothing, and the clock [rows, 10]
 * @param mask 1 in the rows of tokens [rows, 1]
 */
export function velocity(
  tape: Tape,
  weights: Weights,
  hidden: Value,
  state: tf.Tensor2D,
  mask: tf.Tensor2D
): Value {
  const flow = under(weights, 'prosody');
  let y = multiplyConstant(tape, appendColumns(tape, hidden, state), mask);
  y = convolution(tape, y, flow('input.weight'), flow('input.bias'));
  for (let i = 0; i < prosody.blocks; i++) y = convNextBlock(tape, y, mask, under(flow, `blocks.${i}`));
  y = layerNorm(tape, y, flow('norm.gain'), flow('norm.bias'));
  return linear(tape, y, flow('output.weight'), flow('output.bias'));
}

/** Which of x a sequence has: duration where a token is timed, pitch of every token. [tokens, 2] */
export function meaning(timed: ArrayLike<number>): Float32Array {
  return Float32Array.from({ length: timed.length * dimensions }, (_, i) =>
    i % 2 === 0 ? timed[i / 2]! : 1
  );
}

/**
 * Where a draw of a sequence's prosody starts at the default temperature: normal noise [tokens, 2]. That of durations
 * has its mean over the timed tokens taken away, since what they have in common is the pace of the whole sentence,
 * which should not change from one sentence to the next.
 */
export function prosodyNoise(random: Random, { timed }: Pick<TokenSequence, 'timed'>): Float32Array {
  const noise = random.normals(timed.length * dimensions).map((z) => natural.temperature * z);
  let sum = 0;
  let count = 0;
  for (let n = 0; n < timed.length; n++) {
    if (!timed[n]) continue;
    sum += noise[n * dimensions]!;
    count++;
  }
  for (let n = 0; n < timed.length; n++) noise[n * dimensions]! -= sum / Math.max(1, count);
  return noise;
}

/** What a draw of the flow gives, before it is scaled to a person: [tokens] each. */
export interface DrawnProsody {
  /** of log(1 + frames), normalised */
  duration: Float32Array;
  /** normalised log-F0 */
  pitch: Float32Array;
}

/**
 * Draws the prosody of packed sequences; all lie in one matrix, so that drawing one sequence several times costs
 * little more than once.
 * @param hidden tokens with their speaker [token rows, 256]
 * @param timed of each sequence [tokens]
 * @param noise standard normal times the temperature, of each sequence [tokens, 2]
 */
export async function drawProsody(
  tape: Tape,
  weights: Weights,
  hidden: Value,
  tokens: TokenRows,
  timed: ArrayLike<number>[],
  noise: Float32Array[]
): Promise<DrawnProsody[]> {
  const { spans, rows } = tokens;
  const drawn = tf.tidy(() => {
    const pack = (parts: Float32Array[]) =>
      tf.tensor2d(packRows(parts, spans, rows, dimensions), [rows, dimensions]);
    const means = pack(timed.map(meaning));
    const at = (x: tf.Tensor2D, t: number): tf.Tensor2D =>
      tf.tidy(() => {
        const time = tf.mul<tf.Tensor2D>(tokens.mask, tf.tensor2d([clock(t)]));
        const state = tf.concat<tf.Tensor2D>([tf.mul<tf.Tensor2D>(x, means), time], 1);
        return tf.mul(velocity(tape, weights, hidden, state, tokens.mask).data, means);
      });
    const step = 1 / midpointSteps;
    const along = (x: tf.Tensor2D, v: tf.Tensor2D, h: number): tf.Tensor2D => tf.add(x, tf.mul(v, h));
    let x = pack(noise);
    for (let i = 0; i < midpointSteps; i++) {
      const t = i * step;
      const middle = along(x, at(x, t), step / 2);
      x = along(x, at(middle, t + step / 2), step);
    }
    return x;
  });
  const values = await drawn.data();
  drawn.dispose();
  return spans.map(({ start, length }) => {
    const column = (k: number) =>
      Float32Array.from({ length }, (_, n) => values[(start + n) * dimensions + k]!);
    return { duration: column(0), pitch: column(1) };
  });
}

/**
 * Whole frames of each token: mandatory ones last at least one, untimed ones none, the first not for long.
 * @param duration as drawn [tokens]
 * @param stretch factor of every duration
 */
export function wholeFrames(
  duration: Float32Array,
  { ids, timed, optional }: TokenSequence,
  stretch: number
): Int32Array {
  const frames = Int32Array.from({ length: ids.length }, (_, n) => {
    if (!timed[n]) return 0;
    const natural = Math.expm1(duration[n]! * durationUnits.deviation + durationUnits.mean);
    const whole = Math.min(tokenFrames.longest, Math.max(0, Math.floor(natural * stretch)));
    return optional[n] ? whole : Math.max(1, whole);
  });
  frames[0] = Math.min(frames[0]!, tokenFrames.longestFirst);
  return frames;
}
