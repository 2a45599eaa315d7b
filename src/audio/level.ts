/** How loud speech is. */
import { audioConfig } from '../config';

const { hopLength } = audioConfig;

/** RMS of the active frames of a prepared clip, and so of a voice made from them; about -22.5 dBFS. */
export const usualRms = 0.075;
/** No sample of a levelled recording is larger. */
export const maxPeak = 0.98;
/** Frames are active down to this share of the 95th percentile of frame RMS. */
const activeShare = 0.1;

/** Root mean square of each whole frame of 256 samples, no overlap. */
export function frameRms(samples: Float32Array): Float64Array {
  return Float64Array.from({ length: Math.floor(samples.length / hopLength) }, (_, frame) => {
    let sum = 0;
    for (let i = frame * hopLength; i < (frame + 1) * hopLength; i++) sum += samples[i]! ** 2;
    return Math.sqrt(sum / hopLength + 1e-12);
  });
}

/** The q-th quantile (0..1), linearly interpolated between the two nearest values. */
export function quantile(values: Float64Array, q: number): number {
  const sorted = values.slice().sort();
  const at = (sorted.length - 1) * q;
  const below = sorted[Math.floor(at)]!;
  return below + (sorted[Math.ceil(at)]! - below) * (at % 1);
}

/** Root mean square of the frames in which something is said; 0 of less than a frame. */
export function activeRms(samples: Float32Array): number {
  const rms = frameRms(samples);
  if (rms.length === 0) return 0;
  const threshold = quantile(rms, 0.95) * activeShare;
  const active = rms.filter((r) => r > threshold);
  return Math.sqrt(active.reduce((sum, r) => sum + r * r, 0) / active.length);
}

/** The largest absolute value. */
export function peak(samples: Float32Array): number {
  return samples.reduce((highest, s) => Math.max(highest, Math.abs(s)), 0);
}
