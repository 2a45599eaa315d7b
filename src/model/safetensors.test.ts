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
  expect(() => readSafetensors(good.subarray(0, good.length - 1))).toThrow(/do not fit/);
  expect(() => readSafetensors(new TextEncoder().encode('PK\x03\x04 a zip, and nothing else'))).toThrow(
    /cut short/
  );
});

/** A file of `bodyBytes` bytes behind any header. */
function fileOf(header: unknown, bodyBytes = 0): Uint8Array {
  const json = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const file = new Uint8Array(8 + json.length + bodyBytes);
  new DataView(file.buffer).setBigUint64(0, BigInt(json.length), true);
  file.set(json, 8);
  return file;
}
const entry = (from: number, to: number) => ({
  dtype: 'F32',
  shape: [(to - from) / 4],
  data_offsets: [from, to]
});

test('tensors that share bytes, leave a gap or do not fill the file are refused', () => {
  const refused = (header: object, bodyBytes: number) =>
    expect(() => readSafetensors(fileOf(header, bodyBytes))).toThrow(BadFileError);
  refused(Object.fromEntries(Array.from({ length: 150 }, (_, i) => [`t${i}`, entry(0, 4000)])), 4000);
  refused({ a: entry(0, 8), b: entry(4, 12) }, 12);
  refused({ a: entry(0, 8), b: entry(12, 16) }, 16);
  refused({ a: entry(4, 8) }, 8);
  refused({ a: entry(0, 8) }, 12);
});

test('tensors may stand in the header in another order than in the file', () => {
  const { tensors } = readSafetensors(fileOf({ b: entry(8, 12), nothing: entry(8, 8), a: entry(0, 8) }, 12));
  expect([...tensors].map(([name, { data }]) => [name, data.length])).toEqual([
    ['b', 1],
    ['nothing', 0],
    ['a', 2]
  ]);
});

test('an entry that describes no tensor, and metadata that is no text, are refused in words', () => {
  for (const bad of [null, 7, 'x', [], {}, { ...entry(0, 0), shape: null }, { ...entry(0, 0), shape: [-1] }])
    expect(() => readSafetensors(fileOf({ a: bad }))).toThrow(BadFileError);
  for (const bad of [null, 7, [], { step: 12 }])
    expect(() => readSafetensors(fileOf({ __metadata__: bad }))).toThrow(/metadata/);
  const deep = `{"a":{"dtype":"F32","shape":${'['.repeat(2e5)}${']'.repeat(2e5)},"data_offsets":[0,0]}}`;
  expect(() => readSafetensors(fileOf(deep))).toThrow(BadFileError);
});
