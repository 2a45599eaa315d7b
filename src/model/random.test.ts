import { expect, test } from 'vitest';
import { Random } from './random';

test('a seed gives one stream, and another seed another', () => {
  const draw = (seed: number) =>
    Array.from(
      { length: 5 },
      (
        (r) => () =>
          r.uniform()
      )(Random.seeded(seed))
    );
  expect(draw(1)).toEqual(draw(1));
  expect(draw(1)).not.toEqual(draw(2));
});

test('a restored generator goes on where it was saved', () => {
  const random = Random.seeded(5);
  random.normals(7);
  const restored = Random.restored(JSON.parse(JSON.stringify(random.save())));
  expect(restored.normals(9)).toEqual(random.normals(9));
});

test('uniform values and normals have the moments they should', () => {
  const random = Random.seeded(0);
  const moments = (values: ArrayLike<number>) => {
    const mean = Array.from(values).reduce((a, b) => a + b, 0) / values.length;
    const variance = Array.from(values).reduce((a, b) => a + (b - mean) ** 2, 0) / values.length;
    return [mean, variance] as const;
  };
  const [uniformMean, uniformVariance] = moments(Array.from({ length: 100_000 }, () => random.uniform()));
  expect(uniformMean).toBeCloseTo(1 / 2, 2);
  expect(uniformVariance).toBeCloseTo(1 / 12, 2);
  const [mean, variance] = moments(random.normals(100_000));
  expect(Math.abs(mean)).toBeLessThan(0.02);
  expect(Math.abs(variance - 1)).toBeLessThan(0.02);
});

test('a shuffle keeps every item', () => {
  const items = Array.from({ length: 50 }, (_, i) => i);
  const shuffled = Random.seeded(9).shuffle([...items]);
  expect(shuffled).not.toEqual(items);
  expect(shuffled.sort((a, b) => a - b)).toEqual(items);
});
