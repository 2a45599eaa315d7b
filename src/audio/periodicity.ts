import { audioConfig, periodicityBands } from '../config';
import { butterworthBandPass, filterZeroPhase } from './butterworth';

const { sampleRate, hopLength } = audioConfig;

/** of the Butterworth prototype */
const filterOrder = 4;
/** periods of the window that is compared with itself one period later */
const windowPeriods = 4;
/** the period may be off by this share */
const lagRange = 0.03;
/** frames left out at the clip's ends, where the window would reach out of it */
const framesBefore = 2;
const framesAfter = 4;
/** keeps silence from dividing by zero */
const tiny = 1e-9;

/** What one voiced frame compares: `length` samples from `start`, with those `lags` later. */
interface Comparison {
  start: number;
  length: number;
  firstLag: number;
  lastLag: number;
}

function comparisons(samples: number, f0: Float32Array): Comparison[] {
  const found: Comparison[] = [];
  for (let frame = framesBefore; frame < f0.length - framesAfter; frame++) {
    if (!(f0[frame]! > 0 && f0[frame + 1]! > 0)) continue;
    const period = sampleRate / f0[frame]!;
    const half = Math.floor(Math.floor(windowPeriods * period) / 2);
    const start = frame * hopLength + hopLength / 2 - half;
    const firstLag = Math.floor(period * (1 - lagRange));
    const lastLag = Math.floor(period * (1 + lagRange)) + 1;
    if (start >= 0 && start + lastLag + 2 * half <= samples)
      found.push({ start, length: 2 * half, firstLag, lastLag });
  }
  return found;
}

/** The highest normalised correlation over the lags; `energy[i]` is that of the samples before i. */
function bestCorrelation(
  samples: Float64Array,
  energy: Float64Array,
  { start, length, firstLag, lastLag }: Comparison
): number {
  const norm = (from: number) => Math.sqrt(Math.max(0, energy[from + length]! - energy[from]!));
  let best = -1;
  for (let lag = firstLag; lag <= lastLag; lag++) {
    let product = 0;
    for (let i = start; i < start + length; i++) product += samples[i]! * samples[i + lag]!;
    best = Math.max(best, product / (norm(start) * norm(start + lag) + tiny));
  }
  return best;
}

/**
 * How periodic voiced speech is in each band at its own pitch: synthetic speech that is more so than the recording
 * buzzes, less so sounds hoarse. Mean over the voiced frames of the normalised correlation of four periods with
 * themselves one period later.
 * @param samples 22 050 Hz mono in -1..1
 * @param f0 Hz per frame of 256 samples, 0 where unvoiced
 * @returns -1..1 for each of `periodicityBands`; null if no frame is voiced away from the clip's ends
 */
export function periodicity(samples: Float32Array, f0: Float32Array): number[] | null {
  const compared = comparisons(samples.length, f0);
  if (!compared.length) return null;
  return periodicityBands.map(([low, high]) => {
    const band = filterZeroPhase(samples, butterworthBandPass(filterOrder, low, high, sampleRate));
    const energy = new Float64Array(band.length + 1);
    for (let i = 0; i < band.length; i++) energy[i + 1] = energy[i]! + band[i]! * band[i]!;
    return compared.reduce((sum, c) => sum + bestCorrelation(band, energy, c), 0) / compared.length;
  });
}
