import { expect, test } from 'vitest';
import { BadFileError } from '../errors';
import { floatToHalf, halfToFloat } from './float16';
import { readSafetensors, writeSafetensors } from './safetensors';

test('what is written as F32 and I32 is read back bit for bit', () => {
  const file = writeSafetensors(
    [
      ['a.weight', { shape: [2, 3], data: Float32Array.of(1, -2.5, 3e-9, 4, NaN, 6) }],
      ['ids', { shape: [2], data: Int32Array.of(-7, 9) }]
    ],
    { step: '12' }
  );
  const { tensors, metadata } = readSafetensors(file);
  expect(metadata).toEqual({ step: '12' });
  expect(tensors.get('a.weight')).toEqual({ shape: [2, 3], data: Float32Array.of(1, -2.5, 3e-9, 4, NaN, 6) });
  expect(tensors.get('ids')).toEqual({ shape: [2], data: Int32Array.of(-7, 9) });
});

test('every finite half survives the way to float and back', () => {
  for (let half = 0; half < 0x10000; half++)
    if (((half >> 10) & 0x1f) !== 31) expect(floatToHalf(halfToFloat(half))).toBe(half);
});

test('halves round to nearest even, and overflow to infinity', () => {
  expect(halfToFloat(floatToHalf(1 + 2 ** -11))).toBe(1);
  expect(halfToFloat(floatToHalf(1 + 3 * 2 ** -11))).toBe(1 + 2 ** -9);
  expect(halfToFloat(floatToHalf(65519))).toBe(65504);
  expect(halfToFloat(floatToHalf(-65520))).toBe(-Infinity);
  expect(halfToFloat(floatToHalf(1e-9))).toBe(0);
});

test('a damaged file is refused in words', () => {
  const good = writeSafetensors([['w', { shape: [4], data: new Float32Array(4) }]]);
  expect(() => readSafetensors(good.subarray(0, 5))).toThrow(BadFileError);
  expect(() => readSafetensors(good.subarray(0, good.length - 1))).toThrow(/does not fit/);
  expect(() => readSafetensors(new TextEncoder().encode('PK\x03\x04 a zip, and nothing else'))).toThrow(
    /cut short/
  );
});
