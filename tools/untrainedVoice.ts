import type { NamedTensor } from '../src/model/safetensors';

/**
 * A voice as a run begins with it, for tests and tools: the base's weights, the mean of its speakers, no variance
 * restoration.
 * @param base tensors of base.safetensors
 * @param stats [162] speaker statistics
 */
export function untrainedVoice(
  base: ReadonlyMap<string, NamedTensor>,
  stats: NamedTensor
): Map<string, NamedTensor> {
  const { data, shape } = base.get('acoustic.speakers')!;
  const [rows, channels] = shape as [number, number];
  const speaker = new Float32Array(channels);
  data.forEach((value, i) => (speaker[i % channels]! += value / rows));
  return new Map([
    ...base,
    ['speaker', { shape: [channels], data: speaker }],
    ['speaker_stats.voice', stats],
    ['variance', { shape: [80], data: new Float32Array(80).fill(1) }]
  ]);
}
