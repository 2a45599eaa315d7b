/**
 * A record of the database as bytes: a JSON text with its length before it, and behind it the binary values, which the
 * text names by their place. Numbers that JSON lacks, Maps, typed arrays and Blobs come back as they were.
 */
import { BadFileError } from '../errors';

const arrayTypes = {
  Uint8Array,
  Int8Array,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array
};
type ArrayType = keyof typeof arrayTypes;
type BinaryArray = InstanceType<(typeof arrayTypes)[ArrayType]>;

/** What stands in the JSON for a value that JSON lacks. */
type Tagged =
  | { $: 'number'; text: string }
  | { $: 'Map'; entries: [unknown, unknown][] }
  | { $: 'array'; type: ArrayType; at: number; bytes: number }
  | { $: 'Blob'; type: string; at: number; bytes: number };

/** nesting beyond which no record goes */
const maxDepth = 32;

/** The bytes of a record. */
export async function encodeRecord(record: unknown): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = [];
  let at = 0;
  const place = (bytes: Uint8Array) => {
    parts.push(bytes);
    at += bytes.length;
    return { at: at - bytes.length, bytes: bytes.length };
  };
  const told = async (value: unknown): Promise<unknown> => {
    if (typeof value === 'number' && !(Number.isFinite(value) && !Object.is(value, -0)))
      return { $: 'number', text: Object.is(value, -0) ? '-0' : String(value) } satisfies Tagged;
    if (typeof value === 'function' || typeof value === 'symbol')
      throw new TypeError(`A record holds a ${typeof value}, which cannot be stored.`);
    if (typeof value !== 'object' || value === null) return value;
    if (value instanceof Map) {
      const entries: [unknown, unknown][] = [];
      for (const [key, one] of value) entries.push([await told(key), await told(one)]);
      return { $: 'Map', entries } satisfies Tagged;
    }
    if (value instanceof Blob)
      return {
        $: 'Blob',
        type: value.type,
        ...place(new Uint8Array(await value.arrayBuffer()))
      } satisfies Tagged;
    if (ArrayBuffer.isView(value)) {
      const type = value.constructor.name as ArrayType;
      if (!(type in arrayTypes)) throw new TypeError(`A record holds a ${type}, which no backup can take.`);
      const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
      return { $: 'array', type, ...place(bytes) } satisfies Tagged;
    }
    if (Array.isArray(value)) return Promise.all(value.map(told));
    const object: Record<string, unknown> = {};
    for (const [key, one] of Object.entries(value)) object[key] = await told(one);
    return object;
  };
  const text = new TextEncoder().encode(JSON.stringify(await told(record)));
  const encoded = new Uint8Array(4 + text.length + at);
  new DataView(encoded.buffer).setUint32(0, text.length, true);
  encoded.set(text, 4);
  let end = 4 + text.length;
  for (const part of parts) {
    encoded.set(part, end);
    end += part.length;
  }
  return encoded;
}

/**
 * What `encodeRecord` made bytes of. Whether it is a record of any use is for others to check.
 * @throws BadFileError if the bytes are not what `encodeRecord` makes
 */
export function decodeRecord(encoded: Uint8Array): unknown {
  const damaged = (cause?: unknown) => new BadFileError('A record of this backup is damaged.', { cause });
  if (encoded.length < 4) throw damaged();
  const length = new DataView(encoded.buffer, encoded.byteOffset).getUint32(0, true);
  if (length > encoded.length - 4) throw damaged();
  const binary = encoded.subarray(4 + length);
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(encoded.subarray(4, 4 + length)));
  } catch (cause) {
    throw damaged(cause);
  }
  const part = ({ at, bytes }: { at: unknown; bytes: unknown }): Uint8Array<ArrayBuffer> => {
    if (!Number.isInteger(at) || !Number.isInteger(bytes)) throw damaged();
    const [from, size] = [at as number, bytes as number];
    if (from < 0 || size < 0 || from + size > binary.length) throw damaged();
    return binary.slice(from, from + size);
  };
  const read = (value: unknown, depth: number): unknown => {
    if (depth > maxDepth) throw damaged();
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map((one) => read(one, depth + 1));
    if ('$' in value) return untagged(value as Tagged, depth);
    const object: Record<string, unknown> = {};
    for (const [key, one] of Object.entries(value)) {
      if (key === '__proto__') throw damaged();
      object[key] = read(one, depth + 1);
    }
    return object;
  };
  const untagged = (tagged: Tagged, depth: number): unknown => {
    if (tagged.$ === 'number') {
      if (!['NaN', 'Infinity', '-Infinity', '-0'].includes(tagged.text)) throw damaged();
      return Number(tagged.text);
    }
    if (tagged.$ === 'Map') {
      if (!Array.isArray(tagged.entries)) throw damaged();
      return new Map(
        tagged.entries.map((entry: unknown) => {
          if (!Array.isArray(entry) || entry.length !== 2) throw damaged();
          return [read(entry[0], depth + 1), read(entry[1], depth + 1)] as const;
        })
      );
    }
    if (tagged.$ === 'Blob') return new Blob([part(tagged)], { type: String(tagged.type) });
    if (tagged.$ === 'array' && Object.hasOwn(arrayTypes, tagged.type)) {
      const bytes = part(tagged);
      const Type = arrayTypes[tagged.type] as new (buffer: ArrayBuffer) => BinaryArray;
      if (bytes.length % arrayTypes[tagged.type].BYTES_PER_ELEMENT !== 0) throw damaged();
      return new Type(bytes.buffer);
    }
    throw damaged();
  };
  return read(json, 0);
}
