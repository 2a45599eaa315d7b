import FFT from 'fft.js';
import { audioConfig } from '../config';
import { unitSamples } from './pcm';

const { sampleRate, fftSize, hopLength, melBands, melMaxHz } = audioConfig;
const padding = (fftSize - hopLength) / 2;
const logFloor = 1e-5;

/** Slaney's mel scale: linear up to 1 kHz, logarithmic above (Auditory Toolbox, 1998). */
const linearHzPerMel = 200 / 3;
const logStep = Math.log(6.4) / 27;

function hzToMel(hz: number): number {
  return hz < 1000 ? hz / linearHzPerMel : 15 + Math.log(hz / 1000) / logStep;
}

function melToHz(mel: number): number {
  return mel < 15 ? mel * linearHzPerMel : 1000 * Math.exp((mel - 15) * logStep);
}

/** One band's triangle: the weights of the consecutive bins it covers. */
interface MelFilter {
  firstBin: number;
  weights: Float64Array;
}

/** Triangular filters of equal area, evenly spaced in mel between 0 Hz and `melMaxHz`. */
function melFilters(): MelFilter[] {
  const top = hzToMel(melMaxHz);
  const edges = Array.from({ length: melBands + 2 }, (_, i) => melToHz((top * i) / (melBands + 1)));
  return Array.from({ length: melBands }, (_, band) => {
    const [low, centre, high] = edges.slice(band, band + 3) as [number, number, number];
    const firstBin = Math.ceil((low * fftSize) / sampleRate);
    const lastBin = Math.floor((high * fftSize) / sampleRate);
    const weights = Float64Array.from({ length: lastBin - firstBin + 1 }, (_, i) => {
      const hz = ((firstBin + i) * sampleRate) / fftSize;
      const height = Math.min((hz - low) / (centre - low), (high - hz) / (high - centre));
      return (Math.max(0, height) * 2) / (high - low);
    });
    return { firstBin, weights };
  });
}

const filters = melFilters();
const binsUsed = Math.max(...filters.map((f) => f.firstBin + f.weights.length));
const periodicHann = Float64Array.from(
  { length: fftSize },
  (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / fftSize)
);

/** Index into `length` samples of position i, mirrored at both ends without repeating the end. */
function reflect(i: number, length: number): number {
  const period = Math.max(1, 2 * (length - 1));
  const folded = ((i % period) + period) % period;
  return folded < length ? folded : period - folded;
}

/**
 * Log-mel spectrogram, the feature of HiFi-GAN, FastSpeech 2 and Matcha-TTS. Frame t is centred on sample
 * 256 t + 128; samples after the last whole hop are left out.
 * @param samples 22 050 Hz mono, float in -1..1 or 16-bit
 * @returns [frames, 80] row-major, natural logarithm, at least log(1e-5); frames = floor(samples / 256)
 */
export function logMel(samples: Float32Array | Int16Array): Float32Array<ArrayBuffer> {
  const wave = unitSamples(samples);
  const frames = Math.floor(wave.length / hopLength);
  const length = frames * hopLength;
  const fft = new FFT(fftSize);
  const windowed = new Float64Array(fftSize);
  const spectrum = new Float64Array(2 * fftSize);
  const magnitude = new Float64Array(binsUsed);
  const result = new Float32Array(frames * melBands);

  for (let frame = 0; frame < frames; frame++) {
    const start = frame * hopLength - padding;
    const inside = start >= 0 && start + fftSize <= length;
    for (let i = 0; i < fftSize; i++)
      windowed[i] = wave[inside ? start + i : reflect(start + i, length)]! * periodicHann[i]!;
    fft.realTransform(spectrum, windowed);
    for (let bin = 0; bin < binsUsed; bin++)
      magnitude[bin] = Math.sqrt(spectrum[2 * bin]! ** 2 + spectrum[2 * bin + 1]! ** 2 + 1e-9);
    for (let band = 0; band < melBands; band++) {
      const { firstBin, weights } = filters[band]!;
      let sum = 0;
      for (let i = 0; i < weights.length; i++) sum += weights[i]! * magnitude[firstBin + i]!;
      result[frame * melBands + band] = Math.log(Math.max(sum, logFloor));
    }
  }
  return result;
}
