import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BadFileError } from '../errors';
import { decodeRecord, encodeRecord } from './encodeRecord';

test('a record with every kind of value comes back as it was', async () => {
  const record = {
    version: 2,
    id: 'jane/å "1"',
    empty: null,
    none: [],
    losses: [Number.NaN, Infinity, -Infinity, -0, 1.5e-300],
    pcm: Float32Array.of(0.5, -1, 3e-9),
    wave: Int16Array.of(-32768, 32767),
    tensors: new Uint8Array(0),
    waiting: new Map([['clip', 'what is said']]),
    nested: { settings: { heldOut: ['a'], backend: null } }
  };
  expect(decodeRecord(await encodeRecord(record))).toEqual(record);
});

test('a file within a record comes back with its type and bytes', async () => {
  const file = new Blob([Uint8Array.of(1, 2, 3)], { type: 'audio/mpeg' });
  const { file: read } = decodeRecord(await encodeRecord({ id: 'x', file })) as { file: Blob };
  expect(read.type).toBe('audio/mpeg');
  expect([...new Uint8Array(await read.arrayBuffer())]).toEqual([1, 2, 3]);
});

test('a view of a part of a buffer is stored as that part', async () => {
  const part = new Float32Array([1, 2, 3, 4]).subarray(1, 3);
  expect(decodeRecord(await encodeRecord(part))).toEqual(Float32Array.of(2, 3));
});

test('whatever JSON holds comes back as it was', async () => {
  await fc.assert(
    fc.asyncProperty(fc.jsonValue({ noUnicodeString: false }), async (value) => {
      const text = JSON.stringify(value);
      fc.pre(!text.includes('"$"') && !text.includes('__proto__'));
      expect(decodeRecord(await encodeRecord(value))).toEqual(value);
    })
  );
});

test('bytes that are no record, and records cut or changed anywhere, are refused or read, never worse', async () => {
  const whole = await encodeRecord({ id: 'a', pcm: new Float32Array(9), map: new Map([[1, 2]]) });
  const readOrRefused = (bytes: Uint8Array) => {
    try {
      decodeRecord(bytes);
    } catch (error) {
      expect(error).toBeInstanceOf(BadFileError);
    }
  };
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), readOrRefused));
  fc.assert(
    fc.property(fc.nat(whole.length - 1), fc.nat(255), fc.nat(whole.length), (at, value, length) => {
      const bytes = whole.slice(0, length);
      if (at < length) bytes[at] = value;
      readOrRefused(bytes);
    })
  );
});
