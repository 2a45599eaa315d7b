/**
 * The flow that draws each token's duration and pitch (docs/MODEL.md, `prosody`), unrolled. Its evaluations share
 * their weights, and what its first convolution makes of the tokens' states and of the clock is computed once.
 */
import { at } from '../at';
import { clock, encoder, prosody } from '../model/architecture';
import type { Value } from './graph';
import type { Layers } from './layers';

const name = 'acoustic.prosody';
const steps = prosody.midpointSteps;
/** The flow hears the states, then x, then the clock: where the channels of each end. */
const statesEnd = encoder.width;
const drawnEnd = statesEnd + prosody.dimensions;
const clockEnd = drawnEnd + 2 * prosody.clockFrequencies.length;

/**
 * Follows the flow by the midpoint method, from noise to what is drawn.
 * @param states [tokens, 256]
 * @param timed [tokens, 1]: 1 where a token can last, else 0
 * @param temperature [1], of the noise
 * @returns duration in the flow's units (0 where a token cannot last) and normalised pitch, [tokens, 1] each
 */
export function drawProsody(layers: Layers, states: Value, timed: Value, temperature: Value) {
  const { g } = layers;
  const zeros = g.multiply(timed, g.scalar(0));
  const mask = g.concat([timed, g.add(zeros, g.scalar(1))], 1);
  const halfStep = g.multiply(mask, g.scalar(0.5 / steps));
  const step = g.multiply(mask, g.scalar(1 / steps));
  const heard = hearStatesAndClock(layers, states, zeros);

  // Masked here and wherever something is added to it, x needs no mask where it is heard.
  let x = g.multiply(g.concat([durationNoise(layers, timed), g.normalLike(timed)], 1), temperature);
  for (let i = 0; i < steps; i++) {
    const middle = g.add(x, g.multiply(velocity(layers, x, at(heard, 2 * i)), halfStep));
    x = g.add(x, g.multiply(velocity(layers, middle, at(heard, 2 * i + 1)), step));
  }
  const [duration, pitch] = g.split(x, 1, [1, 1]) as [Value, Value];
  return { duration, pitch };
}

/**
 * Standard normal where a token can last (`timed`, [tokens, 1]), else 0, its mean taken away. What tokens have in
 * common is the pace of the whole sentence: left in, a text would be hastier in one sentence than in the next, since
 * each is drawn on its own.
 */
export function durationNoise({ g }: Layers, timed: Value): Value {
  const noise = g.multiply(g.normalLike(timed), timed);
  const count = g.maximum(g.reduceSum(timed, 0, true), g.scalar(1));
  const common = g.divide(g.reduceSum(noise, 0, true), count);
  return g.multiply(g.subtract(noise, common), timed);
}

/** Their share of the first convolution at each evaluation, [1, 160, tokens] each. */
function hearStatesAndClock(layers: Layers, states: Value, zeros: Value): Value[] {
  const { g } = layers;
  const times = Array.from({ length: 2 * steps }, (_, i) => i / (2 * steps));
  const clocks = g.floats(times.flatMap(clock), [times.length, clockEnd - drawnEnd, 1]);
  const everywhere = g.add(clocks, g.reshape(zeros, [1, 1, -1]));
  const input = `${name}.input`;
  const both = g.add(
    layers.partOfConvolution(layers.channelsFirst(states), input, 0, statesEnd),
    layers.partOfConvolution(everywhere, input, drawnEnd, clockEnd)
  );
  return g.split(
    both,
    0,
    times.map(() => 1)
  );
}

/** The network, before its mask: [tokens, 2]. */
function velocity(layers: Layers, x: Value, heard: Value): Value {
  const ofX = layers.partOfConvolution(layers.channelsFirst(x), `${name}.input`, statesEnd, drawnEnd);
  let y = layers.timeFirst(layers.g.add(heard, ofX));
  for (let i = 0; i < prosody.blocks; i++) y = layers.block(y, `${name}.blocks.${i}`);
  return layers.linear(layers.norm(y, `${name}.norm`), `${name}.output`);
}
