/** A whole voice, ids to audio, as one ONNX file in the signature of Piper (docs/PIPER.md). */
import type { Language } from '../languages';
import { natural } from '../model/architecture';
import type { NamedTensor } from '../model/safetensors';
import { isTimed } from '../text/phonemeIds';
import { decode } from './decoderGraph';
import { durationsOfInput, tokenTable, wholeFrames } from './durationGraph';
import { dropPads, encode } from './encoderGraph';
import { Graph } from './graph';
import { Layers } from './layers';
import { clientMetadata } from './piperFiles';
import { dataType, writeModel } from './protobuf';
import { drawProsody } from './prosodyGraph';
import { vocode } from './vocoderGraph';

/**
 * Writes the ONNX file of a voice. Its `scales` are noise_scale (of which 0.667 is the natural gain of the vocoder's
 * noise), length_scale, noise_w (of which 0.8 is the natural temperature of prosody, 0.7), and, if there are five,
 * semitones and how much wider than natural the intonation is. Noise and noise_w of 0 always sound the same.
 * @param weights `acoustic.*` and `vocoder.*` as base.safetensors names them (rounded to half precision in the
 *   file); in single precision `speaker` [256] or [1, 256], `speaker_stats.voice` [162], and what fits the drawn to
 *   the owner: `variance` [80], `pace` [1] and `range` [1].
 * @throws BadFileError naming a tensor that is missing
 */
export function buildVoiceModel(
  weights: ReadonlyMap<string, NamedTensor>,
  language: Language = 'en-us'
): Uint8Array<ArrayBuffer> {
  const g = new Graph();
  const layers = new Layers(g, weights);
  const input = g.input('input', dataType.int64, ['batch_size', 'phonemes']);
  const lengths = g.input('input_lengths', dataType.int64, ['batch_size']);
  const scales = g.input('scales', dataType.float, ['scales']);
  // Piper sends three scales; ours may send two more, which are 0 when they are absent.
  const [noise, length, noiseW, semitones, widening] = g.split(
    g.slice(g.concat([scales, g.floats([0, 0])], 0), 0, 0, 5),
    0,
    [1, 1, 1, 1, 1]
  ) as [string, string, string, string, string];
  const temperature = g.multiply(noiseW, g.scalar(natural.temperature / natural.noiseW));

  const { ids, places } = dropPads(layers, input, lengths);
  const states = encode(layers, ids);
  const timed = g.unsqueeze(g.gather(tokenTable(layers, isTimed), ids, 0), 1);
  const drawn = drawProsody(layers, states, timed, temperature);
  const pace = g.multiply(length, layers.floats('pace'));
  const durations = wholeFrames(layers, ids, drawn.duration, timed, pace);
  const pitch = g.multiply(drawn.pitch, layers.floats('range'));
  const frames = decode(layers, { states, pitch, durations }, { semitones, widening });
  const samples = vocode(layers, frames, g.divide(noise, g.scalar(natural.noiseScale)));

  g.output('output', dataType.float, [1, 1, 1, 'samples'], g.reshape(g.clip(samples, -1, 1), [1, 1, 1, -1]));
  g.output('durations', dataType.float, [1, 'phonemes'], durationsOfInput(layers, input, places, durations));
  return writeModel({
    irVersion: 8,
    opset: 16,
    name: 'voice',
    nodes: g.nodes,
    initializers: g.initializers,
    inputs: g.inputs,
    outputs: g.outputs,
    metadata: clientMetadata(language)
  });
}
