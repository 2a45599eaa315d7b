import { expect, test } from 'vitest';
import { envelopeOf, envelopeOfBlocks, quietestPlace } from './envelope';

test('a spike is found at any zoom, and only where it is', () => {
  const samples = new Float32Array(10_000).fill(0.1);
  samples[5000] = -0.9;
  const { length, loudest } = envelopeOf(samples);
  expect(length).toBe(10_000);
  expect(loudest(0, 10_000)).toBeCloseTo(0.9);
  expect(loudest(4999, 5002)).toBeCloseTo(0.9);
  expect(loudest(4999.5, 5001.5)).toBeCloseTo(0.9);
  expect(loudest(5001, 5500)).toBeCloseTo(0.1);
  expect(loudest(0, 4000)).toBeCloseTo(0.1);
});

test('blocks alone give a stretch at least the level of the block that it is in', () => {
  const { loudest } = envelopeOfBlocks(Float32Array.of(0.1, 0.5, 0.2), 100, 300);
  expect(loudest(110, 112)).toBeCloseTo(0.5);
  expect(loudest(200, 300)).toBeCloseTo(0.2);
});

test('the best place for a cut is the quietest in the inner part, not at the quiet ends', () => {
  const samples = Float32Array.from({ length: 22050 * 4 }, (_, i) => {
    const second = i / 22050;
    if (second < 0.5 || second > 3.5) return 0;
    return second > 1.4 && second < 1.7 ? 0.01 : 0.5;
  });
  const at = quietestPlace(envelopeOf(samples), 0, samples.length, 22050) / 22050;
  expect(at).toBeGreaterThan(1.44);
  expect(at).toBeLessThan(1.66);
});
