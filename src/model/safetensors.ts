/**
 * The safetensors container: eight bytes of header length, a JSON header, raw little-endian tensors.
 * Format: https://github.com/huggingface/safetensors#format
 */
import { floatToHalf, halvesToFloats } from './float16';
import { readHeader, type DType } from './safetensorsHeader';

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

/**
 * Reads a safetensors file. Values are copied, so the buffer may be dropped.
 * @throws BadFileError if the header, an offset, a shape or a dtype (F16, F32, I32 are read) does not hold, or the
 *   tensors do not lie one behind the other from the first byte to the last
 */
export function readSafetensors(bytes: Uint8Array): TensorFile {
  const { entries, metadata, bodyStart } = readHeader(bytes);
  const body = bytes.subarray(bodyStart);
  const tensors = new Map<string, NamedTensor>();
  for (const [name, { dtype, shape, from, to }] of entries) {
    // Not slice(): that of Node's Buffer is a view, and `buffer` then is the whole file.
    const copy = new Uint8Array(body.subarray(from, to)).buffer;
    tensors.set(name, { shape, data: valuesOf[dtype](copy) });
  }
  return { tensors, metadata };
}

const valuesOf: Record<DType, (buffer: ArrayBuffer) => Float32Array | Int32Array> = {
  F16: (buffer) => halvesToFloats(new Uint16Array(buffer)),
  F32: (buffer) => new Float32Array(buffer),
  I32: (buffer) => new Int32Array(buffer)
};

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
