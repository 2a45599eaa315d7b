/** The last part of the acoustic model: tokens stretched to frames, and what each frame sounds like. */
import { at } from '../at';
import { audioConfig } from '../config';
import { decoder, frameBounds } from '../model/architecture';
import type { Value } from './graph';
import type { Layers } from './layers';
import { dataType } from './protobuf';

export interface Tokens {
  /** [tokens, 256] encoded, speaker added */
  states: Value;
  /** [tokens, 1] normalised log-F0 */
  pitch: Value;
  /** [tokens] whole numbers as floats; at least one frame in all */
  durations: Value;
}

export interface Frames {
  /** [frames, 80] natural log */
  logMel: Value;
  /** [frames, 1] natural log of Hz */
  logF0: Value;
  /** [frames, 1] 0 or 1 */
  voiced: Value;
}

export interface Intonation {
  /** [1] */
  semitones: Value;
  /** [1], 0 is natural: log-F0's deviation from the speaker's mean grows by this share */
  widening: Value;
}

const { melBands } = audioConfig;

/** Stretches tokens, decodes them, and leaves the speaker's normalised units. */
export function decode(layers: Layers, tokens: Tokens, intonation: Intonation): Frames {
  const { g } = layers;
  let x = stretch(layers, tokens); // [frames, 256]
  for (let i = 0; i < decoder.blocks; i++) x = layers.block(x, `acoustic.decoder.${i}`);
  const output = layers.linear(layers.norm(x, 'acoustic.decoder.norm'), 'acoustic.decoder.output');
  const [mel, pitch, voicing] = g.split(output, 1, [melBands, 1, 1]) as [Value, Value, Value];

  const stats = layers.tensor('speaker_stats.voice').data;
  const variance = layers.tensor('variance').data;
  const spread = Float32Array.from(variance, (v, band) => v * at(stats, melBands + band));
  const widening = g.add(intonation.widening, g.scalar(1));
  const shift = g.multiply(intonation.semitones, g.scalar(Math.LN2 / 12));
  const deviation = g.multiply(g.multiply(pitch, g.scalar(at(stats, 2 * melBands + 1))), widening);
  return {
    logMel: g.maximum(
      g.add(g.multiply(mel, g.floats(spread)), g.floats(stats.subarray(0, melBands))),
      g.scalar(frameBounds.lowestLogMel)
    ),
    logF0: g.clip(
      g.add(g.add(deviation, g.scalar(at(stats, 2 * melBands))), shift),
      frameBounds.lowestLogF0,
      frameBounds.highestLogF0
    ),
    voiced: g.cast(g.greater(voicing, g.scalar(0)), dataType.float)
  };
}

/** Each frame takes its token's state and pitch, and is told how far into the token it is. */
function stretch(layers: Layers, { states, pitch, durations }: Tokens): Value {
  const { g } = layers;
  const coloured = g.add(states, layers.convolution(pitch, 'acoustic.pitch.embedding'));
  const end = g.cumulativeSum(durations, 0);
  const time = g.range(g.reduceSum(durations, 0), 'float'); // [frames]
  const passed = g.not(g.less(g.unsqueeze(time, 1), end)); // [frames, tokens]: this token is over
  const token = g.reduceSum(g.cast(passed, dataType.int64), 1); // [frames]
  const duration = g.gather(durations, token, 0);
  const start = g.gather(g.subtract(end, durations), token, 0);
  const place = g.divide(g.add(g.subtract(time, start), g.scalar(0.5)), duration);
  const features = [
    place,
    g.subtract(g.scalar(1), place),
    g.divide(g.log(g.add(duration, g.scalar(1))), g.scalar(decoder.positionScale))
  ];
  const position = g.concat(
    features.map((f) => g.unsqueeze(f, 1)),
    1
  );
  return g.add(g.gather(coloured, token, 0), layers.linear(position, 'acoustic.decoder.position'));
}
