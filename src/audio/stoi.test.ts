import { describe, expect, it } from 'vitest';
import { audioConfig } from '../config';
import { stoi } from './stoi';

const { sampleRate } = audioConfig;

/** 3 s of seven carriers, each modulated at its own syllable rate, with half a second of silence. */
function modulatedCarriers(): Float32Array<ArrayBuffer> {
  return Float32Array.from({ length: 3 * sampleRate }, (_, i) => {
    const t = i / sampleRate;
    if (Math.floor(2 * t) % 4 === 3) return 0;
    return [190, 310, 520, 870, 1450, 2300, 3400].reduce((sum, hz, k) => {
      const envelope = 0.1 * (1 + Math.sin(2 * Math.PI * ((2 + 0.7 * k) * t + 0.13 * k)));
      return sum + envelope * Math.sin(2 * Math.PI * hz * t);
    }, 0);
  });
}

/** White noise in -1..1 by the linear congruential generator of Numerical Recipes, seed 1. */
function whiteNoise(length: number): Float64Array<ArrayBuffer> {
  let state = 1;
  return Float64Array.from({ length }, () => {
    state = (1664525 * state + 1013904223) % 2 ** 32;
    return state / 2 ** 31 - 1;
  });
}

function energy(samples: Float32Array | Float64Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return sum;
}

function withNoise(samples: Float32Array, signalToNoiseDb: number): Float32Array<ArrayBuffer> {
  const noise = whiteNoise(samples.length);
  const gain = Math.sqrt(energy(samples) / energy(noise)) * 10 ** (-signalToNoiseDb / 20);
  return Float32Array.from(samples, (sample, i) => sample + gain * noise[i]!);
}

const clean = modulatedCarriers();

// The expected values are those of stoi in tools/base-model/measure.py on the same signals (SciPy 1.10, NumPy 1.24).
describe('short-time objective intelligibility', () => {
  it.each([
    [20, 0.898306],
    [10, 0.882735],
    [0, 0.828857],
    [-10, 0.593892]
  ])('agrees with the reference at %i dB of signal to noise', (signalToNoiseDb, expected) => {
    expect(Math.abs(stoi(clean, withNoise(clean, signalToNoiseDb)) - expected)).toBeLessThan(1e-3);
  });

  it('agrees with the reference on noise alone, clipped where it exceeds the clean clip', () => {
    expect(Math.abs(stoi(clean, Float32Array.from(whiteNoise(clean.length))) - 0.349795)).toBeLessThan(1e-3);
  });

  it('compares clips of different lengths over the common one', () => {
    const expected = 0.819855;
    expect(Math.abs(stoi(clean, withNoise(clean, 0).subarray(0, 40_000)) - expected)).toBeLessThan(1e-3);
  });

  it('is 1 for equal clips, whatever their level', () => {
    expect(stoi(clean, clean)).toBeCloseTo(1, 6);
    expect(
      stoi(
        clean,
        clean.map((sample) => sample / 10)
      )
    ).toBeCloseTo(1, 6);
  });

  it('falls as noise rises', () => {
    const scores = [30, 20, 10, 0, -10, -20].map((db) => stoi(clean, withNoise(clean, db)));
    scores.slice(1).forEach((score, i) => expect(score).toBeLessThan(scores[i]!));
  });

  it('is 0 where there is too little to compare', () => {
    const short = clean.subarray(0, 0.3 * sampleRate);
    expect(stoi(short, short)).toBe(0);
    expect(stoi(clean.subarray(0, 100), clean)).toBe(0);
    expect(stoi(new Float32Array(0), clean)).toBe(0);
    expect(stoi(new Float32Array(sampleRate), clean)).toBe(0);
  });
});
