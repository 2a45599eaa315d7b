import { expect, test } from 'vitest';
import { mutant } from './mutate';

const original = Uint8Array.from({ length: 5000 }, (_, i) => i % 251);

test('a seed always makes the same mutant, and other seeds make others', () => {
  expect(mutant(original, 7)).toEqual(mutant(original, 7));
  const all = new Set(Array.from({ length: 200 }, (_, seed) => String(mutant(original, seed))));
  expect(all.size).toBeGreaterThan(190);
});

test('the original stays as it was', () => {
  for (let seed = 0; seed < 50; seed++) mutant(original, seed);
  expect(original[4999]).toBe(4999 % 251);
});
