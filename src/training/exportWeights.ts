/** The tensors of a trained voice by the base's names, as the export and weights.safetensors have them. */
import { audioConfig } from '../config';
import type { NamedTensor } from '../model/safetensors';
import { statisticsVector } from './speaker';
import type { TrainedVoice } from './runState';

/** `acoustic.*`, `vocoder.*`, `speaker` [256], `speaker_stats.voice` [162], `variance` [80]. */
export function voiceTensors({ acoustic, vocoder, units, variance }: TrainedVoice): Map<string, NamedTensor> {
  const tensors = new Map<string, NamedTensor>();
  for (const [name, tensor] of acoustic)
    if (name === 'speaker') tensors.set('speaker', { shape: [tensor.data.length], data: tensor.data });
    else tensors.set(`acoustic.${name}`, tensor);
  for (const [name, tensor] of vocoder) tensors.set(`vocoder.${name}`, tensor);
  const statistics = statisticsVector(units);
  tensors.set('speaker_stats.voice', { shape: [statistics.length], data: statistics });
  tensors.set('variance', { shape: [audioConfig.melBands], data: variance });
  return tensors;
}
