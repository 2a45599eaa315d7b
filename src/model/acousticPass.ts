/**
 * A pass of the acoustic model over clips: encode, align with the current weights, decode. Training, validation and
 * the frames of a clip on its own prosody are this one pass, each going as far along it as it needs.
 */
import * as tf from '@tensorflow/tfjs';
import { audioConfig } from '../config';
import { decode, encode, expand, expectedMel, withSpeaker } from './acoustic';
import { packExpansion, packTargets, packTokens, type TokenRows, type Utterance } from './acousticBatch';
import { acousticLosses, lossNames, lossWeights } from './acousticLosses';
import { align, type Alignment, tokenPitch } from './alignment';
import { prosody } from './architecture';
import { Tape, type Value } from './autograd';
import { askedOf, type FlowDraws, packFlow, type Regularisation } from './flowBatch';
import { addConstant, multiplyConstant, repeatRows, scaleGradient } from './ops';
import { packRows } from './packing';
import { type Layout, type Parameters, WeightValues } from './parameters';
import { velocity } from './prosody';

/** Clips, or a part of a batch, that have been encoded. Lives in the scope of whoever made it. */
export interface EncodedClips {
  batch: Utterance[];
  tape: Tape;
  values: WeightValues;
  tokens: TokenRows;
  /** the mel frame that each token expects [token rows, 80] */
  expected: Value;
  /** tokens with their speaker [token rows, 256] */
  hidden: Value;
}

/** The encoder's pass; `recording` keeps the way back. Call it inside a scope. */
export function encodeClips(
  layout: Layout,
  parameters: Parameters,
  batch: Utterance[],
  recording: boolean
): EncodedClips {
  const tape = new Tape(recording);
  const values = new WeightValues(layout, parameters);
  const tokens = packTokens(batch.map((u) => u.ids));
  const encoded = encode(tape, values.get, tokens);
  const expected = expectedMel(tape, values.get, encoded);
  return { batch, tape, values, tokens, expected, hidden: withSpeaker(tape, values.get, encoded) };
}

/**
 * Aligns encoded clips: their expected frames are read back, then Viterbi clip by clip. No gradient flows here.
 * @param rider a vector that is read on the same way, since waiting for a graphics card is what costs
 */
export async function alignClips(
  { batch, tokens, expected }: EncodedClips,
  rider?: tf.Tensor1D
): Promise<{ alignment: Alignment; ridden: Float32Array }> {
  const { melBands } = audioConfig;
  const line = tf.reshape<tf.Rank.R1>(expected.data, [-1]);
  const values = (await (rider ? tf.concat([line, rider]) : line).data()) as Float32Array;
  const durations = batch.map((u, i) => {
    const { start, length } = tokens.spans[i]!;
    const own = values.subarray(start * melBands, (start + length) * melBands);
    return align(u.mel, own, u.timed, u.optional, melBands);
  });
  const pitch = durations.map((d, i) => tokenPitch(d, batch[i]!.logF0));
  return { alignment: { durations, pitch }, ridden: values.slice(line.size) };
}

/** The decoder's pass on the given durations and pitch: [frame rows, 82], and where the frames lie. */
export function decodeClips({ tape, values, tokens, hidden }: EncodedClips, { durations, pitch }: Alignment) {
  const expansion = packExpansion(durations);
  const packed = tf.tensor2d(packRows(pitch, tokens.spans, tokens.rows, 1), [tokens.rows, 1]);
  return { decoded: decode(tape, values.get, hidden, packed, tokens, expansion), expansion };
}

/** What the losses of a batch are divided by: counts over the whole of it, also where it is computed in parts. */
export interface Counts {
  frames: number;
  /** numbers that the flow is asked for in a draw */
  asked: number;
}

/** Counts of a batch. */
export function countBatch(batch: Utterance[]): Counts {
  return { frames: batch.reduce((sum, u) => sum + u.voiced.length, 0), asked: askedOf(batch) };
}

/** What a pass gives: losses [5] in the order of `lossNames`, and the gradients of their total where recorded. */
export type AcousticPass = { losses: tf.Tensor1D; gradients?: Parameters };

/**
 * Losses of encoded and aligned clips, and the way back where the encoder recorded it. With the `counts` of a larger
 * batch the results of its parts add up to its own. Call it inside a scope.
 * @param regularisation for the flow's hidden state in training, of `draws * token rows`
 */
export function lossesOfClips(
  encoded: EncodedClips,
  alignment: Alignment,
  counts: Counts,
  draws: FlowDraws,
  regularisation: Regularisation | null
): AcousticPass {
  const { batch, tape, values, tokens, expected, hidden } = encoded;
  const { decoded, expansion } = decodeClips(encoded, alignment);
  const flow = packFlow(batch, tokens, alignment, draws, counts.asked);
  let heard = repeatRows(tape, scaleGradient(tape, hidden, prosody.gradientShare), flow.draws);
  if (regularisation) {
    heard = addConstant(tape, heard, regularisation.noise);
    heard = multiplyConstant(tape, heard, regularisation.keep);
  }
  const losses = acousticLosses(
    tape,
    decoded,
    expand(tape, expected, tokens, expansion),
    velocity(tape, values.get, heard, flow.state, flow.mask),
    packTargets(batch, expansion, counts.frames),
    flow
  );
  if (tape.recording)
    tape.backward(lossNames.map((name) => ({ value: losses[name], weight: lossWeights[name] })));
  return {
    losses: tf.concat(lossNames.map((name) => tf.reshape(losses[name].data, [1]))),
    ...(tape.recording ? { gradients: values.gradients() } : {})
  };
}
