import { describe, expect, it } from 'vitest';
import { resample } from './resample';

function tone(hz: number, rate: number, length: number): Float32Array<ArrayBuffer> {
  return Float32Array.from({ length }, (_, i) => Math.sin((2 * Math.PI * hz * i) / rate));
}

describe('resampling', () => {
  // Expected values: scipy.signal.resample_poly (SciPy 1.10) of the same ramps.
  it.each<[number, number, number, number[]]>([
    [
      200,
      441,
      30,
      [
        0.030194, 0.108081, 0.179233, 0.254197, 0.327675, 0.400326, 0.476341, 0.545235, 0.626545, 0.687835,
        0.780524, 0.823062, 0.954021, 0.847295
      ]
    ],
    [
      3,
      2,
      9,
      [
        0.111178, 0.185502, 0.262115, 0.333535, 0.398309, 0.495453, 0.555892, 0.603928, 0.73958, 0.778249,
        0.782612, 1.034883, 1.000606, 0.316087
      ]
    ]
  ])('agrees with SciPy by a factor of %i / %i, at the ends too', (up, down, length, expected) => {
    const ramp = Float32Array.from({ length }, (_, i) => (i + 1) / length);
    const result = resample(ramp, up, down);
    expect(result.length).toBe(expected.length);
    expected.forEach((value, i) => expect(Math.abs(result[i]! - value)).toBeLessThan(1e-6));
  });

  it('keeps a tone below both Nyquist frequencies where it was', () => {
    const result = resample(tone(1000, 22_050, 22_050), 200, 441);
    const expected = tone(1000, 10_000, 10_000);
    expect(result.length).toBe(expected.length);
    for (let i = 100; i < 9900; i++) expect(Math.abs(result[i]! - expected[i]!)).toBeLessThan(2e-4);
  });

  it('removes a tone above the new Nyquist frequency', () => {
    const result = resample(tone(8000, 22_050, 22_050), 200, 441).subarray(100, -100);
    expect(Math.max(...result.map(Math.abs))).toBeLessThan(1e-3);
  });

  it('turns no samples into none', () => {
    expect(resample(new Float32Array(0), 200, 441).length).toBe(0);
  });
});
