/**
 * Short-time objective intelligibility. Taal, Hendriks, Heusdens and Jensen, "An algorithm for intelligibility
 * prediction of time-frequency weighted noisy speech", 2011. Frames in which the reference is silent are left out
 * of the comparison; the paper removes them from the waveform.
 */
import FFT from 'fft.js';
import { resample } from './resample';

/** Hz; the measure is defined at this rate, 200 / 441 of ours */
const rate = 10_000;
const frameLength = 256;
const hop = 128;
const fftSize = 512;
/** third-octave bands, the lowest centred on 150 Hz */
const bandCount = 15;
const lowestCentre = 150;
/** frames compared at a time: 384 ms */
const segmentFrames = 30;
/** dB below the loudest frame of the reference at which a frame counts as silent */
const silenceRange = 40;
/** the degraded band may exceed the reference by this factor, -15 dB of signal to distortion, before it is clipped */
const clipping = 1 + 10 ** (15 / 20);
/** keeps silence from dividing by zero */
const tiny = 1e-9;

/** Hann without its two zeros */
const window = Float64Array.from(
  { length: frameLength },
  (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * (i + 1)) / (frameLength + 1))
);

/** First FFT bin of every band, and the bin after the last band. */
const bandEdges = Array.from({ length: bandCount + 1 }, (_, band) =>
  Math.ceil((lowestCentre * 2 ** ((2 * band - 1) / 6) * fftSize) / rate)
);

/** Windows frames and takes their third-octave amplitudes, reusing one set of buffers. */
class BandAnalysis {
  private readonly fft = new FFT(fftSize);
  private readonly spectrum = new Float64Array(2 * fftSize);
  private readonly windowed = new Float64Array(fftSize);

  /** Writes the amplitudes of the frame that begins at `start` to `bands[offset...]`. */
  compute(samples: Float32Array, start: number, bands: Float64Array, offset: number): void {
    for (let i = 0; i < frameLength; i++) this.windowed[i] = samples[start + i]! * window[i]!;
    this.fft.realTransform(this.spectrum, this.windowed);
    for (let band = 0; band < bandCount; band++) {
      let power = 0;
      for (let i = 2 * bandEdges[band]!; i < 2 * bandEdges[band + 1]!; i++) power += this.spectrum[i]! ** 2;
      bands[offset + band] = Math.sqrt(power);
    }
  }
}

/** Starts of the frames in which the reference is not silent. */
function audibleFrames(reference: Float32Array, frames: number): number[] {
  const levels = Float64Array.from({ length: frames }, (_, frame) => {
    let energy = 0;
    for (let i = 0; i < frameLength; i++) energy += (reference[frame * hop + i]! * window[i]!) ** 2;
    return 20 * Math.log10(Math.sqrt(energy) + tiny);
  });
  const threshold = levels.reduce((highest, level) => Math.max(highest, level), -Infinity) - silenceRange;
  return [...levels.keys()].filter((frame) => levels[frame]! > threshold).map((frame) => frame * hop);
}

/** Correlation of one band's amplitudes over the segment that begins at `first`, levelled and clipped before. */
function segmentCorrelation(reference: Float64Array, degraded: Float64Array, first: number): number {
  const last = first + segmentFrames * bandCount;
  let energy = 0;
  let degradedEnergy = 0;
  let sum = 0;
  for (let i = first; i < last; i += bandCount) {
    energy += reference[i]! ** 2;
    degradedEnergy += degraded[i]! ** 2;
    sum += reference[i]!;
  }
  const level = Math.sqrt(energy) / (Math.sqrt(degradedEnergy) + tiny);
  const clipped = (i: number) => Math.min(degraded[i]! * level, reference[i]! * clipping);
  let degradedSum = 0;
  for (let i = first; i < last; i += bandCount) degradedSum += clipped(i);

  const mean = sum / segmentFrames;
  const degradedMean = degradedSum / segmentFrames;
  let product = 0;
  let variance = 0;
  let degradedVariance = 0;
  for (let i = first; i < last; i += bandCount) {
    const a = reference[i]! - mean;
    const b = clipped(i) - degradedMean;
    product += a * b;
    variance += a * a;
    degradedVariance += b * b;
  }
  return product / (Math.sqrt(variance * degradedVariance) + tiny);
}

/**
 * How intelligible a degraded or resynthesised clip is beside the clean one, compared over their common length.
 * @param reference the clean clip, 22 050 Hz mono
 * @param degraded the same speech, aligned with it, 22 050 Hz mono
 * @returns 1 for equal clips, around 0 for unrelated ones; 0 where less than 30 frames (0.4 s) are not silent
 */
export function stoi(reference: Float32Array, degraded: Float32Array): number {
  const clean = resample(reference, 200, 441);
  const other = resample(degraded, 200, 441);
  const length = Math.min(clean.length, other.length);
  const starts = audibleFrames(clean, Math.max(0, Math.floor((length - frameLength) / hop)));
  const segments = starts.length - segmentFrames + 1;
  if (segments < 1) return 0;

  const analysis = new BandAnalysis();
  const cleanBands = new Float64Array(starts.length * bandCount);
  const otherBands = new Float64Array(starts.length * bandCount);
  starts.forEach((start, frame) => {
    analysis.compute(clean, start, cleanBands, frame * bandCount);
    analysis.compute(other, start, otherBands, frame * bandCount);
  });
  let sum = 0;
  for (let i = 0; i < segments * bandCount; i++) sum += segmentCorrelation(cleanBands, otherBands, i);
  return sum / (segments * bandCount);
}
