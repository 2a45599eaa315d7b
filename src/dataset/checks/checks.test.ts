import { expect, test } from 'vitest';
import { audioConfig } from '../../config';
import type { CheckName } from '../../store/records';
import { Random } from '../../model/random';
import { checkSound } from './sound';

const { sampleRate } = audioConfig;
const noise = Random.seeded(1).normals(16 * sampleRate);
const hiss = Random.seeded(2).normals(16 * sampleRate);

/** Two harmonics-rich syllables a second with a hiss as of fricatives, and a room's faint noise: like speech. */
function speechLike(seconds: number): Float32Array {
  const pcm = new Float32Array(Math.round(seconds * sampleRate));
  let phase = 0;
  return pcm.map((_, i) => {
    const t = i / sampleRate;
    phase += (180 + 30 * Math.sin(2 * Math.PI * 0.7 * t)) / sampleRate;
    const syllable = Math.max(0, Math.sin(2 * Math.PI * 2 * t)) * (0.8 + 0.2 * Math.sin(9 * t));
    const fricative = Math.max(0, -Math.sin(2 * Math.PI * 2 * t) - 0.6);
    let voice = 0;
    for (let h = 1; h < 20; h++) voice += Math.sin(2 * Math.PI * h * phase + h * h) / h;
    return 0.1 * syllable * voice + 0.05 * fricative * (hiss[i] ?? 0) + 0.0004 * (noise[i] ?? 0);
  });
}

const names = (pcm: Float32Array): CheckName[] => checkSound(pcm).map(({ check }) => check);
const clean = speechLike(5);

test('a clean clip has no findings', () => {
  expect(checkSound(clean)).toEqual([]);
});

test('a clip of half a second is short, and one of sixteen seconds is long', () => {
  expect(names(speechLike(0.6))).toEqual(['short']);
  expect(names(speechLike(16))).toEqual(['long']);
});

test('peaks that were cut off are found at their place, also after the clip was made quieter', () => {
  const loud = clean.map((s, i) => s * (i > 2 * sampleRate && i < 3 * sampleRate ? 12 : 1));
  const clipped = loud.map((s) => Math.max(-0.9, Math.min(0.9, s)));
  for (const pcm of [clipped, clipped.map((s) => s / 3)]) {
    const finding = checkSound(pcm).find(({ check }) => check === 'clipped');
    expect(finding?.from).toBeGreaterThan(1.9);
    expect(finding?.to).toBeLessThan(3.1);
  }
});

test('noise 12 dB under the voice is found, and 30 dB under it is not', () => {
  const level = Math.sqrt(clean.reduce((sum, s) => sum + s * s, 0) / clean.length);
  const noisy = (decibel: number) => clean.map((s, i) => s + level * 10 ** (-decibel / 20) * (noise[i] ?? 0));
  expect(names(noisy(12))).toContain('noise');
  expect(names(noisy(30))).toEqual([]);
});

test('an offset of two hundredths of full scale is found', () => {
  expect(names(clean.map((s) => s + 0.02))).toContain('offset');
});

test('a clip 40 dB too quiet is found', () => {
  expect(names(clean.map((s) => s / 100))).toContain('quiet');
});

test('a pause of one and a half seconds is found at its place, and silence as such', () => {
  const paused = clean.map((s, i) => (i > 2 * sampleRate && i < 3.5 * sampleRate ? s * 1e-4 : s));
  const [finding] = checkSound(paused);
  expect(finding?.check).toBe('silence');
  expect(finding?.from).toBeCloseTo(2, 0);
  expect(finding?.to).toBeCloseTo(3.5, 0);
  expect(names(new Float32Array(3 * sampleRate))).toEqual(['silence']);
});

test.each([
  [3400, /telephone/],
  [8000, /about 8 kHz/]
])('a recording that ends at %i Hz is found', (edge, words) => {
  const finding = checkSound(lowPassed(clean, edge)).find(({ check }) => check === 'bandwidth');
  expect(finding?.detail).toMatch(words);
});

test('a recording that ends at 10.5 kHz, as an MP3 of 64 kbit/s, has its bandwidth', () => {
  expect(names(lowPassed(clean, 10_500))).toEqual([]);
});

/** A windowed sinc of 401 taps: 90 dB down within 400 Hz. */
function lowPassed(pcm: Float32Array, hz: number): Float32Array {
  const half = 200;
  const taps = Float64Array.from({ length: 2 * half + 1 }, (_, k) => {
    const x = k - half;
    const sinc =
      x === 0 ? (2 * hz) / sampleRate : Math.sin((2 * Math.PI * hz * x) / sampleRate) / (Math.PI * x);
    const w = Math.PI * (x / half + 1);
    return sinc * (0.42 - 0.5 * Math.cos(w) + 0.08 * Math.cos(2 * w));
  });
  return pcm.map((_, i) => {
    let sum = 0;
    for (const [k, tap] of taps.entries()) sum += tap * (pcm[i + half - k] ?? 0);
    return sum;
  });
}
