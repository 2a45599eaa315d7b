/** The tensors of a trained voice by the base's names, as the export and weights.safetensors have them. */
import type { NamedTensor } from '../model/safetensors';
import { statisticsVector } from './speaker';
import type { TrainedVoice } from './runState';

/** `acoustic.*`, `vocoder.*`, `speaker` [256], `speaker_stats.voice` [162], `variance` [80], `pace` [1], `range` [1]. */
export function voiceTensors({ acoustic, vocoder, units, fit }: TrainedVoice): Map<string, NamedTensor> {
  const tensors = new Map<string, NamedTensor>();
  const vector = (data: Float32Array) => ({ shape: [data.length], data });
  for (const [name, tensor] of acoustic)
    if (name === 'speaker') tensors.set('speaker', vector(tensor.data as Float32Array));
    else tensors.set(`acoustic.${name}`, tensor);
  for (const [name, tensor] of vocoder) tensors.set(`vocoder.${name}`, tensor);
  tensors.set('speaker_stats.voice', vector(statisticsVector(units)));
  tensors.set('variance', vector(fit.variance));
  tensors.set('pace', vector(Float32Array.of(fit.pace)));
  tensors.set('range', vector(Float32Array.of(fit.range)));
  return tensors;
}
