import type { NamedTensor } from '../src/model/safetensors';

/** What fits the drawn to an owner; ones by default, which leave it as it is. */
export interface Fit {
  /** [80] */
  variance?: NamedTensor;
  /** [1] */
  pace?: NamedTensor;
  /** [1] */
  range?: NamedTensor;
}

const ones = (count: number): NamedTensor => ({ shape: [count], data: new Float32Array(count).fill(1) });

/**
 * A voice as a run begins with it, for tests and tools: the base's weights and the mean of its speakers.
 * @param base tensors of base.safetensors
 * @param stats [162] speaker statistics
 */
export function untrainedVoice(
  base: ReadonlyMap<string, NamedTensor>,
  stats: NamedTensor,
  { variance = ones(80), pace = ones(1), range = ones(1) }: Fit = {}
): Map<string, NamedTensor> {
  const { data, shape } = base.get('acoustic.speakers')!;
  const [rows, channels] = shape as [number, number];
  const speaker = new Float32Array(channels);
  data.forEach((value, i) => (speaker[i % channels]! += value / rows));
  return new Map([
    ...base,
    ['speaker', { shape: [channels], data: speaker }],
    ['speaker_stats.voice', stats],
    ['variance', variance],
    ['pace', pace],
    ['range', range]
  ]);
}
