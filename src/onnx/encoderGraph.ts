/** The first half of the acoustic model: ids to a state, a pitch and a number of frames for each token. */
import { isMandatory, isTimed } from '../text/phonemeIds';
import type { Value } from './graph';
import type { Layers } from './layers';
import { dataType } from './protobuf';

/** Size of the embedding table: Piper's num_symbols. */
const symbols = 256;

export interface Tokens {
  /** [tokens, 256] encoded, speaker added */
  states: Value;
  /** [tokens] normalised log-F0 */
  pitch: Value;
  /** [tokens] whole numbers as floats; at least one frame in all */
  durations: Value;
}

/** Ids without the pads of Piper's format, [tokens] int64, and where they stood in `input`. */
export function dropPads({ g }: Layers, input: Value, lengths: Value): { ids: Value; places: Value } {
  const ids = g.sliceTo(g.reshape(input, [-1]), 0, lengths);
  const places = g.reshape(g.nonZero(g.not(g.equal(ids, g.int(0)))), [-1]);
  return { ids: g.gather(ids, places, 0), places };
}

/**
 * Embedding, encoder blocks, speaker, and the two predictors.
 * @param ids [tokens] int64
 * @param lengthScale [1]
 */
export function encode(layers: Layers, ids: Value, lengthScale: Value): Tokens {
  const { g } = layers;
  let x = g.gather(layers.weight('acoustic.embedding'), ids, 0); // [tokens, 256]
  for (let i = 0; i < 4; i++) x = layers.block(x, `acoustic.encoder.${i}`);
  const states = g.add(layers.norm(x, 'acoustic.encoder.norm'), layers.floats('speaker'));
  const pitch = predict(layers, states, 'acoustic.pitch');
  const logDurations = predict(layers, states, 'acoustic.duration');
  return { states, pitch, durations: wholeFrames(layers, ids, logDurations, lengthScale) };
}

/** Two convolutions and a projection to one number a token, [tokens]. */
function predict(layers: Layers, x: Value, name: string): Value {
  for (const i of [1, 2])
    x = layers.norm(layers.silu(layers.convolution(x, `${name}.conv${i}`)), `${name}.norm${i}`);
  return layers.g.reshape(layers.linear(x, `${name}.output`), [-1]);
}

/** exp(x) - 1 frames, scaled and rounded, within what each kind of token may last. */
function wholeFrames(layers: Layers, ids: Value, logDurations: Value, lengthScale: Value): Value {
  const { g } = layers;
  const natural = g.maximum(g.subtract(g.exp(logDurations), g.scalar(1)), g.scalar(0));
  const whole = g.round(g.multiply(natural, lengthScale));
  const timed = g.multiply(whole, g.gather(table(layers, isTimed), ids, 0));
  const durations = g.maximum(timed, g.gather(table(layers, isMandatory), ids, 0));
  // The first token lasts at most 10 frames, and at least one where nothing else would sound.
  const rest = g.slice(durations, 0, 1, Number.MAX_SAFE_INTEGER);
  const silent = g.subtract(g.scalar(1), g.reduceSum(rest, 0));
  const first = g.maximum(g.minimum(g.slice(durations, 0, 0, 1), g.scalar(10)), silent);
  return g.concat([first, rest], 0);
}

/** 1 for the ids that are so, else 0. */
function table({ g }: Layers, isSo: (id: number) => boolean): Value {
  return g.floats(Array.from({ length: symbols }, (_, id) => (isSo(id) ? 1 : 0)));
}

/** Durations per id of `input`, pads included: [1, phonemes]. */
export function durationsOfInput({ g }: Layers, input: Value, places: Value, durations: Value): Value {
  const none = g.cast(g.multiply(g.reshape(input, [-1]), g.int(0)), dataType.float);
  return g.unsqueeze(g.scatter(none, places, durations), 0);
}
