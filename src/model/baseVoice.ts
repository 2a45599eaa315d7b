/** The base voice as a start for a new speaker. */
import { BadFileError } from '../errors';
import type { NamedTensor, TensorFile } from './safetensors';

/** Tensors of the two networks, each under its own names, in the file's order. */
export interface VoiceWeights {
  /** the acoustic model's; `speaker` [1, 256] instead of the base's table */
  acoustic: Map<string, NamedTensor>;
  vocoder: Map<string, NamedTensor>;
}

/**
 * The base's weights with one new speaker, the mean of the base's.
 * @throws BadFileError if the file holds no base voice.
 */
export function newSpeaker(base: TensorFile): VoiceWeights {
  const acoustic = new Map<string, NamedTensor>();
  const vocoder = new Map<string, NamedTensor>();
  for (const [name, tensor] of base.tensors) {
    if (name === 'acoustic.speakers') acoustic.set('speaker', meanRow(tensor));
    else if (name.startsWith('acoustic.')) acoustic.set(name.slice('acoustic.'.length), tensor);
    else if (name.startsWith('vocoder.')) vocoder.set(name.slice('vocoder.'.length), tensor);
  }
  if (!acoustic.has('speaker') || !vocoder.has('input.weight'))
    throw new BadFileError(
      'The base voice should hold acoustic.speakers and vocoder.input.weight; this file does not.'
    );
  return { acoustic, vocoder };
}

function meanRow({ shape, data }: NamedTensor): NamedTensor {
  const [count, width] = shape as [number, number];
  const mean = new Float32Array(width);
  for (let i = 0; i < data.length; i++) mean[i % width]! += data[i]! / count;
  return { shape: [1, width], data: mean };
}
