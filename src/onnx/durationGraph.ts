/** From what the flow drew to whole frames, within what each kind of token may last. */
import { durationUnits, symbols, tokenFrames } from '../model/architecture';
import { isMandatory } from '../text/phonemeIds';
import type { Value } from './graph';
import type { Layers } from './layers';
import { dataType } from './protobuf';

/**
 * Frames of each token; at least one in all.
 * @param ids [tokens] int64
 * @param drawn [tokens, 1] in the flow's units
 * @param timed [tokens, 1]: 1 where a token can last, else 0
 * @param length [1], 1 is natural
 * @returns [tokens] whole numbers as floats
 */
export function wholeFrames(layers: Layers, ids: Value, drawn: Value, timed: Value, length: Value): Value {
  const { g } = layers;
  const { mean, deviation } = durationUnits;
  const logOfOneMore = g.add(g.multiply(drawn, g.scalar(deviation)), g.scalar(mean));
  const natural = g.subtract(g.exp(logOfOneMore), g.scalar(1));
  const whole = g.clip(g.floor(g.multiply(natural, length)), 0, tokenFrames.longest);
  const least = g.gather(tokenTable(layers, isMandatory), ids, 0);
  const durations = g.maximum(g.reshape(g.multiply(whole, timed), [-1]), least);
  // The first token is a short pause, and has at least one frame where nothing else would sound.
  const rest = g.slice(durations, 0, 1, Number.MAX_SAFE_INTEGER);
  const silent = g.subtract(g.scalar(1), g.reduceSum(rest, 0));
  const short = g.minimum(g.slice(durations, 0, 0, 1), g.scalar(tokenFrames.longestFirst));
  return g.concat([g.maximum(short, silent), rest], 0);
}

/** For every id, 1 where it is so, else 0: [256]. */
export function tokenTable({ g }: Layers, isSo: (id: number) => boolean): Value {
  return g.floats(Array.from({ length: symbols }, (_, id) => (isSo(id) ? 1 : 0)));
}

/** Durations per id of `input`, pads included: [1, phonemes]. */
export function durationsOfInput({ g }: Layers, input: Value, places: Value, durations: Value): Value {
  const none = g.cast(g.multiply(g.reshape(input, [-1]), g.int(0)), dataType.float);
  return g.unsqueeze(g.scatter(none, places, durations), 0);
}
