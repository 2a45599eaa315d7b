import { expect, test } from 'vitest';
import { applyEdit, isUsed, usedSamples } from './clipEdit';

test('an edit takes a part and makes it louder, within full scale, and leaves the decode alone', () => {
  const pcm = Float32Array.of(0.1, 0.2, -0.3, 0.9, 0.5);
  const edited = applyEdit(pcm, { from: 1, to: 4, gain: 20 * Math.log10(2) });
  expect([...edited].map((sample) => Number(sample.toFixed(3)))).toEqual([0.4, -0.6, 1]);
  expect(pcm[1]).toBeCloseTo(0.2);
  expect(applyEdit(pcm, null)).toBe(pcm);
});

test('only the part that is used counts, and only clips that are ready and not excluded', () => {
  expect(usedSamples({ samples: 100, edit: null })).toBe(100);
  expect(usedSamples({ samples: 100, edit: { from: 10, to: 60, gain: 0 } })).toBe(50);
  expect(isUsed({ state: 'ready', excluded: false })).toBe(true);
  expect(isUsed({ state: 'ready', excluded: true })).toBe(false);
  expect(isUsed({ state: 'waiting', excluded: false })).toBe(false);
});
