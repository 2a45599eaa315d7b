import { logMel } from './logMel';

/**
 * How different two recordings sound: the mean absolute difference of their log-mel spectrograms over the common
 * length.
 * @param a 22 050 Hz mono; likewise `b`
 */
export function logMelDistance(a: Float32Array | Int16Array, b: Float32Array | Int16Array): number {
  const length = Math.min(a.length, b.length);
  const first = logMel(a.subarray(0, length));
  const second = logMel(b.subarray(0, length));
  let sum = 0;
  for (let i = 0; i < first.length; i++) sum += Math.abs(first[i]! - second[i]!);
  return sum / Math.max(1, first.length);
}
