/** A whole voice, ids to audio, as one ONNX file in the signature of Piper (docs/PIPER.md). */
import type { Language } from '../languages';
import type { NamedTensor } from '../model/safetensors';
import { decode } from './decoderGraph';
import { dropPads, durationsOfInput, encode } from './encoderGraph';
import { Graph } from './graph';
import { Layers } from './layers';
import { clientMetadata } from './piperFiles';
import { dataType, writeModel } from './protobuf';
import { vocode } from './vocoderGraph';

/** noise_scale at which the noise source has its natural level: the default of Piper's clients. */
const naturalNoise = 0.667;

/**
 * Writes the ONNX file of a voice.
 * @param weights `acoustic.*` and `vocoder.*` as base.safetensors names them (rounded to half precision in the
 *   file), `speaker` [256] or [1, 256], `speaker_stats.voice` [162] and `variance` [80] (kept in single precision).
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
  const [noise, length, , semitones, widening] = g.split(
    g.slice(g.concat([scales, g.floats([0, 0])], 0), 0, 0, 5),
    0,
    [1, 1, 1, 1, 1]
  ) as [string, string, string, string, string];

  const { ids, places } = dropPads(layers, input, lengths);
  const tokens = encode(layers, ids, length);
  const frames = decode(layers, tokens, { semitones, widening });
  const samples = vocode(layers, frames, g.divide(noise, g.scalar(naturalNoise)));

  g.output('output', dataType.float, [1, 1, 1, 'samples'], g.reshape(g.clip(samples, -1, 1), [1, 1, 1, -1]));
  g.output(
    'durations',
    dataType.float,
    [1, 'phonemes'],
    durationsOfInput(layers, input, places, tokens.durations)
  );
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
