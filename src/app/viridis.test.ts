import { expect, test } from 'vitest';
import { viridis } from './viridis';

const colour = (byte: number) => [...viridis.slice(4 * byte, 4 * byte + 4)];

test('viridis runs from violet by teal to yellow', () => {
  expect(colour(0)).toEqual([68, 1, 84, 255]);
  expect(colour(255)).toEqual([253, 231, 37, 255]);
  // matplotlib's own value in the middle: 0.127568, 0.566949, 0.550556 of 255.
  for (const [i, value] of [33, 145, 140].entries())
    expect(Math.abs((colour(128)[i] ?? 0) - value)).toBeLessThan(2);
});

test('viridis grows lighter all the way', () => {
  const lightness = Array.from({ length: 256 }, (_, byte) => {
    const [r = 0, g = 0, b = 0] = colour(byte);
    return 0.2126 * r ** 2.2 + 0.7152 * g ** 2.2 + 0.0722 * b ** 2.2;
  });
  for (const [i, value] of lightness.entries())
    if (i > 0) expect(value).toBeGreaterThan((lightness[i - 1] ?? 0) * 0.999);
});
