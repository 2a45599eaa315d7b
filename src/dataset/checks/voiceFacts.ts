/** What of a clip tells whose voice it is: how high it is, and how it sounds on average. */
import { frameRms, quantile } from '../../audio/level';
import { unitSamples } from '../../audio/pcm';
import { audioConfig } from '../../config';

const { melBands } = audioConfig;
/** coefficients 1 to 12 of the mean cepstrum, as speaker recognition takes them; the level, 0, says nothing */
const coefficients = 12;
/** Frames this far under the 95th percentile of frame RMS are pauses. */
const activeShare = 0.1;
const minVoiced = 20;

/** Natural logarithm of the median F0, or null where too little is voiced. @param f0 Hz, 0 where unvoiced */
export function medianLogF0(f0: Float32Array): number | null {
  const voiced = Float64Array.from(f0.filter((hz) => hz > 0));
  return voiced.length < minVoiced ? null : Math.log(quantile(voiced, 0.5));
}

/** Which frames of a prepared clip are spoken in. */
export function activeFrames(wave: Int16Array): boolean[] {
  const rms = frameRms(unitSamples(wave));
  const threshold = quantile(rms, 0.95) * activeShare;
  return Array.from(rms, (r) => r > threshold);
}

/**
 * The mean cepstrum of the frames with speech, without its coefficient 0 [12].
 * @param logMel natural log [frames, 80]
 */
export function meanCepstrum(logMel: Float32Array, active: readonly boolean[]): number[] {
  const mean = new Float64Array(melBands);
  let frames = 0;
  for (const [t, isActive] of active.entries()) {
    if (!isActive) continue;
    frames++;
    for (const [b, value] of logMel.subarray(t * melBands, (t + 1) * melBands).entries())
      mean[b] = (mean[b] ?? 0) + value;
  }
  return Array.from({ length: coefficients }, (_, i) => {
    let sum = 0;
    for (const [b, value] of mean.entries())
      sum += (value / Math.max(1, frames)) * Math.cos((Math.PI * (i + 1) * (b + 0.5)) / melBands);
    return (sum * 2) / melBands;
  });
}
