import { expect, test } from 'vitest';
import { peaksOf } from './peaks';

test('a picture has the asked slices, its loudest is 1 and the others stand in proportion', () => {
  const samples = new Float32Array(1000).fill(0.1);
  samples[990] = -0.5;
  const peaks = peaksOf(samples, 10);
  expect(peaks).toHaveLength(10);
  expect(peaks[9]).toBe(1);
  expect(peaks[0]).toBeCloseTo(0.2);
});

test('silence, and a clip shorter than the picture, are drawn flat and without gaps', () => {
  expect([...peaksOf(new Float32Array(5000), 4)]).toEqual([0, 0, 0, 0]);
  expect(peaksOf(new Float32Array([0.5, -1]), 400)).toHaveLength(2);
  expect(peaksOf(new Float32Array(0))).toHaveLength(0);
});
