/**
 * Fundamental frequency by autocorrelation with window correction and a Viterbi path.
 * Boersma, "Accurate short-term analysis of the fundamental frequency and the harmonics-to-noise ratio of a
 * sampled sound", 1993; the costs are Praat's defaults, scaled to our hop. A window of three longest periods is
 * taken around each frame's centre; its autocorrelation, divided by the Hann window's own, peaks at the period.
 */
import FFT from 'fft.js';
import { audioConfig } from '../config';
import { unitSamples } from './pcm';

const { sampleRate, hopLength } = audioConfig;
const minHz = 60;
const maxHz = 500;
const candidates = 6;
const minStrength = 0.25;
const octaveCost = 0.01;
const voicingThreshold = 0.5;
const silenceThreshold = 0.03;
/** path costs per frame: Praat's are for 10 ms */
const hopScale = (0.01 * sampleRate) / hopLength;
const octaveJumpCost = 0.35 * hopScale;
const voicedUnvoicedCost = 0.14 * hopScale;
/** score of a candidate that does not exist */
const absent = -9;

/** samples; three of the longest periods, even */
const windowLength = Math.ceil(Math.trunc((3 * sampleRate) / minHz) / 2) * 2;
const minLag = Math.trunc(sampleRate / maxHz);
const maxLag = Math.trunc(sampleRate / minHz) + 2;
/** room for the window and the longest lag, so that the circular correlation does not wrap */
const fftSize = 2 ** Math.ceil(Math.log2(windowLength + maxLag + 1));

const hann = Float64Array.from(
  { length: windowLength },
  (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * (i + 0.5)) / windowLength)
);

/** Autocorrelations of real signals, reusing one set of buffers. */
class Autocorrelation {
  private readonly fft = new FFT(fftSize);
  private readonly spectrum = new Float64Array(2 * fftSize);
  private readonly power = new Float64Array(fftSize);
  /** fill the first `windowLength` values; the rest stays zero */
  readonly input = new Float64Array(fftSize);

  /** Writes `result[lag]`, relative to lag 0, for every lag of `result`. */
  compute(result: Float64Array): void {
    this.fft.realTransform(this.spectrum, this.input);
    const half = fftSize / 2;
    for (let bin = 0; bin <= half; bin++) {
      const power = this.spectrum[2 * bin]! ** 2 + this.spectrum[2 * bin + 1]! ** 2;
      this.power[bin] = power;
      if (bin > 0) this.power[fftSize - bin] = power;
    }
    // The power spectrum is real and even, so its inverse transform is its transform, up to the scale.
    this.fft.realTransform(this.spectrum, this.power);
    const energy = Math.max(this.spectrum[0]!, 1e-12 * fftSize);
    for (let lag = 0; lag < result.length; lag++) result[lag] = this.spectrum[2 * lag]! / energy;
  }
}

/** Candidates of all frames, flat: [frames, candidates]; hz 0 and strength `absent` where there are fewer. */
interface Candidates {
  hz: Float64Array;
  strength: Float64Array;
  /** [frames] score of being unvoiced */
  unvoiced: Float64Array;
}

function findCandidates(wave: Float32Array, frames: number): Candidates {
  const correlation = new Autocorrelation();
  const windowCorrelation = new Float64Array(maxLag + 2);
  correlation.input.set(hann);
  correlation.compute(windowCorrelation);

  const hz = new Float64Array(frames * candidates);
  const strength = new Float64Array(frames * candidates).fill(absent);
  const unvoiced = new Float64Array(frames);
  const loudest = Math.max(1e-9, peakOf(wave));
  const correlations = new Float64Array(maxLag + 2);
  const { input } = correlation;

  for (let frame = 0; frame < frames; frame++) {
    const start = frame * hopLength + hopLength / 2 - windowLength / 2;
    let sum = 0;
    for (let i = 0; i < windowLength; i++) sum += input[i] = wave[start + i] ?? 0;
    const mean = sum / windowLength;
    let peak = 0;
    for (let i = 0; i < windowLength; i++) {
      const value = input[i]! - mean;
      peak = Math.max(peak, Math.abs(value));
      input[i] = value * hann[i]!;
    }
    correlation.compute(correlations);
    for (let lag = 0; lag < correlations.length; lag++) correlations[lag]! /= windowCorrelation[lag]!;

    bestLags(correlations).forEach((lag, k) => {
      const peak = parabolicPeak(correlations, lag);
      hz[frame * candidates + k] = peak.hz;
      strength[frame * candidates + k] = peak.strength - octaveCost * Math.log2(minHz / peak.hz);
    });
    unvoiced[frame] =
      voicingThreshold + Math.max(0, 2 - peak / loudest / (silenceThreshold / (1 + voicingThreshold)));
  }
  return { hz, strength, unvoiced };
}

/** The strongest local maxima over the least strength, strongest first, shorter periods slightly preferred. */
function bestLags(correlations: Float64Array): number[] {
  const found: { lag: number; score: number }[] = [];
  for (let lag = minLag; lag < maxLag; lag++) {
    const here = correlations[lag]!;
    if (here > minStrength && here > correlations[lag - 1]! && here >= correlations[lag + 1]!)
      found.push({ lag, score: here - octaveCost * Math.log2((lag * minHz) / sampleRate) });
  }
  return found
    .sort((a, b) => b.score - a.score)
    .slice(0, candidates)
    .map((c) => c.lag);
}

/** Position and height of the parabola through a maximum and its neighbours. */
function parabolicPeak(correlations: Float64Array, lag: number): { hz: number; strength: number } {
  const [before, here, after] = [correlations[lag - 1]!, correlations[lag]!, correlations[lag + 1]!];
  const curvature = 2 * here - before - after;
  const shift = curvature > 1e-9 ? Math.max(-0.5, Math.min(0.5, (after - before) / 2 / curvature)) : 0;
  const height = here + (0.125 * (after - before) ** 2) / Math.max(curvature, 1e-9);
  return { hz: sampleRate / (lag + shift), strength: Math.min(height, 1) };
}

/** Viterbi over the voiced candidates and one unvoiced state of each frame; returns Hz, 0 where unvoiced. */
function bestPath({ hz, strength, unvoiced }: Candidates, frames: number): Float32Array<ArrayBuffer> {
  const states = candidates + 1; // the last is unvoiced
  const octaves = hz.map((f) => Math.log2(Math.max(f, 1)));
  const cameFrom = new Uint8Array(frames * states);
  let total = new Float64Array(states);
  let next = new Float64Array(states);
  for (let frame = 0; frame < frames; frame++) {
    for (let state = 0; state < states; state++) {
      const voiced = state < candidates;
      let best = frame === 0 ? 0 : -Infinity;
      for (let previous = 0; frame > 0 && previous < states; previous++) {
        const wasVoiced = previous < candidates;
        let cost = 0;
        if (voiced && wasVoiced) {
          const jump = octaves[(frame - 1) * candidates + previous]! - octaves[frame * candidates + state]!;
          cost = octaveJumpCost * Math.abs(jump);
        } else if (voiced !== wasVoiced) cost = voicedUnvoicedCost;
        if (total[previous]! - cost > best) {
          best = total[previous]! - cost;
          cameFrom[frame * states + state] = previous;
        }
      }
      next[state] = best + (voiced ? strength[frame * candidates + state]! : unvoiced[frame]!);
    }
    [total, next] = [next, total];
  }

  const result = new Float32Array(frames);
  let state = total.indexOf(Math.max(...total));
  for (let frame = frames - 1; frame >= 0; frame--) {
    if (state < candidates) result[frame] = hz[frame * candidates + state]!;
    state = cameFrom[frame * states + state]!;
  }
  return result;
}

function peakOf(wave: Float32Array): number {
  return wave.reduce((highest, s) => Math.max(highest, Math.abs(s)), 0);
}

/**
 * F0 of each frame, 60-500 Hz.
 * @param samples 22 050 Hz mono, float in -1..1 or 16-bit
 * @returns [floor(samples / 256)] Hz, 0 where unvoiced
 */
export function estimateF0(samples: Float32Array | Int16Array): Float32Array<ArrayBuffer> {
  const wave = unitSamples(samples);
  const frames = Math.floor(wave.length / hopLength);
  const used = wave.subarray(0, frames * hopLength);
  return bestPath(findCandidates(used, frames), frames);
}

/**
 * Log-F0 without gaps: unvoiced frames take values linearly interpolated between their voiced neighbours, and the
 * nearest at both ends; log(150) throughout where nothing is voiced.
 * @param f0 [frames] Hz, 0 where unvoiced
 * @returns [frames] natural log-F0, and [frames] 1 where voiced, else 0
 */
export function continuousLogF0(f0: Float32Array): {
  logF0: Float32Array<ArrayBuffer>;
  voiced: Float32Array<ArrayBuffer>;
} {
  const voiced = Float32Array.from(f0, (hz) => (hz > 0 ? 1 : 0));
  const logF0 = Float32Array.from(f0, (hz) => Math.log(hz > 0 ? hz : 150));
  let previous = -1;
  for (let frame = 0; frame <= f0.length; frame++) {
    if (frame < f0.length && !voiced[frame]) continue;
    const left = previous >= 0 ? logF0[previous]! : logF0[frame];
    const right = frame < f0.length ? logF0[frame]! : left;
    for (let gap = previous + 1; gap < frame && left !== undefined; gap++)
      logF0[gap] = left + ((right! - left) * (gap - previous)) / (frame - previous);
    previous = frame;
  }
  return { logF0, voiced };
}
