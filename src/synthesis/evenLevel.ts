/** Sentences are drawn one by one, and one comes out a little louder than the next. */
import { activeRms, maxPeak, peak, usualRms } from '../audio/level';

/** dB that a sentence is moved at most: what is further off was meant so, or is another kind of sound. */
const mostDb = 4;

/**
 * A sentence at the usual level of the voices made here, as far as the bound and its peaks allow.
 * @param samples mono, within ±1
 */
export function evenLevel(samples: Float32Array): Float32Array {
  const most = 10 ** (mostDb / 20);
  const wanted = usualRms / Math.max(1e-6, activeRms(samples));
  const bounded = Math.min(most, Math.max(1 / most, wanted));
  const gain = Math.min(bounded, Math.max(1, maxPeak / Math.max(1e-6, peak(samples))));
  return samples.map((s) => s * gain);
}
