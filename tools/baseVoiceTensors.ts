/** The untrained new speaker as a voice: what the tests and tools here export. */
import { readBase } from './golden';
import type { NamedTensor } from '../src/model/safetensors';

/** Base weights, the mean of its speakers, these statistics, no variance restoration. */
export function baseVoiceTensors(stats: Float32Array): Map<string, NamedTensor> {
  const tensors = new Map(readBase().tensors);
  const { data, shape } = tensors.get('acoustic.speakers')!;
  const [rows, channels] = shape as [number, number];
  const speaker = new Float32Array(channels);
  data.forEach((value, i) => (speaker[i % channels]! += value / rows));
  tensors.set('speaker', { shape: [channels], data: speaker });
  tensors.set('speaker_stats.voice', { shape: [stats.length], data: stats });
  tensors.set('variance', { shape: [80], data: new Float32Array(80).fill(1) });
  return tensors;
}
