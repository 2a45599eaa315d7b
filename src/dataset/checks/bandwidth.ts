/**
 * Where a recording's spectrum ends. Speech falls off gently: by no more than 15 dB within a kilohertz above 3 kHz.
 * A low sample rate or an encoder cuts it like a cliff.
 */
import FFT from 'fft.js';
import { audioConfig } from '../../config';

const { sampleRate, fftSize, hopLength } = audioConfig;
/** bins that are averaged into one band */
const binsPerBand = 12;
const bandHz = (binsPerBand * sampleRate) / fftSize;
/** Hz between which a cliff's top may lie: MP3 at 64 kbit/s and better ends above */
const lowest = 3000;
const highest = 9300;
/** Hz of the top that is compared, the width of the slope, and the end of what is looked at */
const topHz = 500;
const slopeHz = 1000;
const endHz = 10_800;
/** dB from the top to the highest band behind the slope */
const cliffDb = 25;
/** Frames this far under the loudest frames' power are left out. */
const activeShare = 0.01;
const window = Float64Array.from(
  { length: fftSize },
  (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / fftSize)
);

/**
 * The frequency at which a recording ends, where that is below what speech has.
 * @param pcm 22 050 Hz mono
 * @returns Hz, or null where it does not end early
 */
export function bandEdge(pcm: Float32Array): number | null {
  const level = longTermSpectrum(pcm);
  const band = (hz: number) => Math.round(hz / bandHz);
  for (let top = band(lowest); top <= band(highest); top++) {
    const below = level.slice(top - band(topHz), top + 1);
    const mean = below.reduce((sum, db) => sum + db, 0) / below.length;
    const above = Math.max(...level.slice(top + band(slopeHz), band(endHz)));
    if (mean - above <= cliffDb) continue;
    const edge = level.findLastIndex((db, i) => i <= top + band(slopeHz) && db > mean - cliffDb);
    return (edge + 1) * bandHz;
  }
  return null;
}

/** Mean power of the frames with speech in bands of about 258 Hz, in dB. */
function longTermSpectrum(pcm: Float32Array): Float64Array {
  const fft = new FFT(fftSize);
  const input = new Float64Array(fftSize);
  const spectrum = new Float64Array(2 * fftSize);
  const bands = Math.floor(fftSize / 2 / binsPerBand);
  const frames: { power: number; bands: Float64Array }[] = [];
  for (let start = 0; start + fftSize <= pcm.length; start += 2 * hopLength) {
    for (let i = 0; i < fftSize; i++) input[i] = (pcm[start + i] ?? 0) * (window[i] ?? 0);
    fft.realTransform(spectrum, input);
    const frame = new Float64Array(bands);
    for (let bin = 0; bin < bands * binsPerBand; bin++) {
      const band = Math.floor(bin / binsPerBand);
      frame[band] = (frame[band] ?? 0) + (spectrum[2 * bin] ?? 0) ** 2 + (spectrum[2 * bin + 1] ?? 0) ** 2;
    }
    frames.push({ power: frame.reduce((sum, p) => sum + p, 0), bands: frame });
  }
  const loudest = Math.max(0, ...frames.map(({ power }) => power));
  const sum = new Float64Array(bands).fill(1e-20);
  for (const { power, bands: frame } of frames)
    if (power >= loudest * activeShare) for (const [b, p] of frame.entries()) sum[b] = (sum[b] ?? 0) + p;
  return sum.map((power) => 10 * Math.log10(power));
}
