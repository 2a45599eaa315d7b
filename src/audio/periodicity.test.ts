import { describe, expect, it } from 'vitest';
import { readGolden } from '../../tools/golden';
import { int16Max } from './pcm';
import { periodicityBands } from '../config';
import { periodicity } from './periodicity';

const period = 150;
const length = 256 * 400;
const f0 = new Float32Array(length / 256).fill(22_050 / period);
const pulses = Float32Array.from({ length }, (_, i) => (i % period === 0 ? 1 : 0));

/** White noise in -1..1 by the linear congruential generator of Numerical Recipes, seed 1. */
function whiteNoise(): Float32Array<ArrayBuffer> {
  let state = 1;
  return Float32Array.from({ length }, () => {
    state = (1664525 * state + 1013904223) % 2 ** 32;
    return state / 2 ** 31 - 1;
  });
}

/** The golden recording, and its F0. */
function recording() {
  const golden = readGolden();
  return {
    samples: Float32Array.from(golden.get('prepare.output').data, (level) => level / int16Max),
    hz: golden.floats('clip.f0_hz')
  };
}

function expectClose(actual: number[] | null, expected: number[]): void {
  expect(actual).toHaveLength(expected.length);
  expected.forEach((value, band) => expect(Math.abs(actual![band]! - value)).toBeLessThan(0.005));
}

// The expected values are those that `python3 tools/base-model/reference_periodicity.py` prints (SciPy 1.10, NumPy 1.24).
describe('periodicity of voiced speech', () => {
  it('agrees with the reference on a recording', () => {
    const { samples, hz } = recording();
    expectClose(periodicity(samples, hz), [0.878923, 0.682504, 0.510072, 0.377843, 0.293987]);
  });

  it('is 1 in every band of a pulse train', () => {
    expectClose(periodicity(pulses, f0), [0.999946, 1, 1, 1, 1]);
  });

  it('agrees with the reference on white noise, which resembles itself by chance alone', () => {
    expectClose(periodicity(whiteNoise(), f0), [0.104859, 0.154026, 0.150279, 0.137768, 0.121967]);
  });

  it('lies between the two for pulses with noise', () => {
    const noise = whiteNoise();
    const mixture = pulses.map((pulse, i) => pulse + 0.1 * noise[i]!);
    expectClose(periodicity(mixture, f0), [0.677057, 0.670693, 0.664413, 0.65993, 0.670333]);
  });

  it('hardly depends on the level', () => {
    const { samples, hz } = recording();
    expectClose(
      periodicity(
        samples.map((sample) => sample / 2),
        hz
      ),
      periodicity(samples, hz)!
    );
  });

  it('leaves out frames whose four periods reach out of the clip', () => {
    const low = new Float32Array(f0.length);
    low.fill(61, 2, 4);
    expect(periodicity(pulses, low)).toBeNull();
    low.fill(61, 3, 5);
    expect(periodicity(pulses, low)).toHaveLength(periodicityBands.length);
  });

  it('is null where nothing is voiced', () => {
    expect(periodicity(pulses, new Float32Array(f0.length))).toBeNull();
    expect(periodicity(new Float32Array(0), new Float32Array(0))).toBeNull();
  });

  it('measures two minutes of speech in under three seconds', () => {
    const { samples, hz } = recording();
    const clips = Math.ceil((20 * 6 * 22_050) / samples.length);
    const start = performance.now();
    for (let i = 0; i < clips; i++) periodicity(samples, hz);
    expect(performance.now() - start).toBeLessThan(3000);
  });
});
