/**
 * The safetensors container: eight bytes of header length, a JSON header, raw little-endian tensors.
 * Format: https://github.com/huggingface/safetensors#format
 */
import { BadFileError } from '../errors';
import { floatToHalf, halvesToFloats } from './float16';

/** One tensor: values widened to 32 bits (F16 and F32 as floats, I32 as integers). */
export interface NamedTensor {
  shape: number[];
  data: Float32Array | Int32Array;
}

/** A file's tensors in the order of its header, and its string metadata. */
export interface TensorFile {
  tensors: Map<string, NamedTensor>;
  metadata: Record<string, string>;
}

interface HeaderEntry {
  dtype: string;
  shape: number[];
  data_offsets: [number, number];
}

const bytesPerValue: Record<string, number> = { F16: 2, F32: 4, I32: 4 };
const maxHeaderBytes = 1 << 20;

/**
 * Reads a safetensors file. Values are copied, so the buffer may be dropped.
 * @throws BadFileError if the header, an offset, a shape or a dtype (F16, F32, I32 are read) does not hold.
 */
export function readSafetensors(bytes: Uint8Array): TensorFile {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 8)
    throw new BadFileError(`A safetensors file has at least 8 bytes; this one has ${bytes.length}.`);
  const headerLength = Number(view.getBigUint64(0, true));
  if (headerLength > Math.min(maxHeaderBytes, bytes.length - 8))
    throw new BadFileError(
      `The safetensors header says it has ${headerLength} bytes, in a file of ${bytes.length}: the file is cut short or of another kind.`
    );
  const header = parseHeader(bytes.subarray(8, 8 + headerLength));
  const body = bytes.subarray(8 + headerLength);
  const metadata = (header['__metadata__'] ?? {}) as Record<string, string>;
  delete header['__metadata__'];
  const tensors = new Map<string, NamedTensor>();
  for (const [name, entry] of Object.entries(header) as [string, HeaderEntry][])
    tensors.set(name, { shape: entry.shape, data: readValues(name, entry, body) });
  return { tensors, metadata };
}

function parseHeader(bytes: Uint8Array): Record<string, unknown> {
  try {
    const header: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    if (typeof header === 'object' && header !== null && !Array.isArray(header))
      return header as Record<string, unknown>;
  } catch {
    // told below, in the words of the person who gave us the file
  }
  throw new BadFileError(
    'The safetensors header is not a JSON object: the file is damaged or of another kind.'
  );
}

function readValues(name: string, entry: HeaderEntry, body: Uint8Array): Float32Array | Int32Array {
  const { dtype, shape, data_offsets: offsets } = entry;
  const width = bytesPerValue[dtype];
  const sound =
    width !== undefined &&
    Array.isArray(shape) &&
    shape.every((n) => Number.isSafeInteger(n) && n >= 0) &&
    Array.isArray(offsets) &&
    offsets.length === 2 &&
    offsets.every((n) => Number.isSafeInteger(n) && n >= 0 && n <= body.length);
  const size = sound ? shape.reduce((a, b) => a * b, 1) : 0;
  if (!sound || offsets[1] - offsets[0] !== size * width)
    throw new BadFileError(
      `Tensor "${name}" of the safetensors file does not fit its place (${dtype}, shape ${JSON.stringify(shape)}, bytes ${JSON.stringify(offsets)} of ${body.length}).`
    );
  // Not slice(): that of Node's Buffer is a view, and `buffer` then is the whole file.
  const copy = new Uint8Array(body.subarray(offsets[0], offsets[1])).buffer;
  if (dtype === 'F32') return new Float32Array(copy);
  if (dtype === 'I32') return new Int32Array(copy);
  return halvesToFloats(new Uint16Array(copy));
}

/**
 * Writes tensors as a safetensors file: floats as F16 or F32 (`float`), integers as I32.
 * The header is padded with spaces so that every tensor starts at a multiple of eight bytes.
 */
export function writeSafetensors(
  tensors: Iterable<[string, NamedTensor]>,
  metadata: Record<string, string> = {},
  float: 'F16' | 'F32' = 'F32'
): Uint8Array<ArrayBuffer> {
  const header: Record<string, unknown> = { __metadata__: metadata };
  const blobs: Uint8Array[] = [];
  let offset = 0;
  for (const [name, { shape, data }] of tensors) {
    const dtype = data instanceof Int32Array ? 'I32' : float;
    const stored = dtype === 'F16' ? Uint16Array.from(data, floatToHalf) : data;
    const blob = new Uint8Array(stored.buffer, stored.byteOffset, stored.byteLength);
    header[name] = { dtype, shape, data_offsets: [offset, offset + blob.length] };
    offset += blob.length;
    blobs.push(blob);
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  const headerLength = Math.ceil(json.length / 8) * 8;
  const file = new Uint8Array(8 + headerLength + offset).fill(0x20, 8, 8 + headerLength);
  new DataView(file.buffer).setBigUint64(0, BigInt(headerLength), true);
  file.set(json, 8);
  let position = 8 + headerLength;
  for (const blob of blobs) {
    file.set(blob, position);
    position += blob.length;
  }
  return file;
}
