/**
 * The header of a safetensors file, hostile until checked: what it promises must fit the file byte for byte, as the
 * format demands, so that reading never takes more memory than the file has.
 */
import { BadFileError } from '../errors';

const bytesPerValue = { F16: 2, F32: 4, I32: 4 };
export type DType = keyof typeof bytesPerValue;

/** Where a tensor lies: bytes `from` up to, not including, `to` behind the header. */
export interface HeaderEntry {
  dtype: DType;
  shape: number[];
  from: number;
  to: number;
}

export interface Header {
  /** by name, in the order of the header */
  entries: [name: string, entry: HeaderEntry][];
  metadata: Record<string, string>;
  /** the byte of the file at which the tensors begin */
  bodyStart: number;
}

const maxHeaderBytes = 1 << 20;

/** @throws BadFileError if the header is none, or does not describe exactly what lies behind it */
export function readHeader(bytes: Uint8Array): Header {
  if (bytes.length < 8)
    throw new BadFileError(`A safetensors file has at least 8 bytes; this one has ${bytes.length}.`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerLength = Number(view.getBigUint64(0, true));
  if (headerLength > Math.min(maxHeaderBytes, bytes.length - 8))
    throw new BadFileError(
      `The safetensors header says it has ${headerLength} bytes, in a file of ${bytes.length}: the file is cut short or of another kind.`
    );
  const bodyStart = 8 + headerLength;
  const { __metadata__: metadata = {}, ...described } = parseHeader(bytes.subarray(8, bodyStart));
  if (!isObject(metadata) || !Object.values(metadata).every((value) => typeof value === 'string'))
    throw new BadFileError('The metadata of the safetensors file is not a list of texts by name.');
  const entries = Object.entries(described).map(([name, entry]): [string, HeaderEntry] => [
    name,
    readEntry(name, entry)
  ]);
  checkPlaces(entries, bytes.length - bodyStart);
  return { entries, metadata: metadata as Record<string, string>, bodyStart };
}

function parseHeader(bytes: Uint8Array): Record<string, unknown> {
  try {
    const header: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    if (isObject(header)) return header;
  } catch {
    // told below, in the words of the person who gave us the file
  }
  throw new BadFileError(
    'The safetensors header is not a JSON object: the file is damaged or of another kind.'
  );
}

function readEntry(name: string, entry: unknown): HeaderEntry {
  const { dtype, shape, data_offsets: offsets } = isObject(entry) ? entry : {};
  if (!isDType(dtype) || !areCounts(shape) || !areCounts(offsets) || offsets.length !== 2)
    throw new BadFileError(
      `Tensor "${name.slice(0, 100)}" of the safetensors file is described by no dtype (F16, F32 or I32), shape and offsets.`
    );
  const [from, to] = offsets as [number, number];
  const size = shape.reduce((product, n) => product * n, bytesPerValue[dtype]);
  if (to - from !== size)
    throw new BadFileError(
      `Tensor "${name.slice(0, 100)}" of the safetensors file does not fit its place: ${size} bytes of ${dtype} at ${from} to ${to}.`
    );
  return { dtype, shape, from, to };
}

/** @throws BadFileError unless the tensors fill the bytes behind the header without a gap or an overlap */
function checkPlaces(entries: [string, HeaderEntry][], bodyLength: number) {
  let end = 0;
  for (const [name, { from, to }] of [...entries].sort(([, a], [, b]) => a.from - b.from || a.to - b.to)) {
    if (from !== end)
      throw new BadFileError(
        `Tensor "${name.slice(0, 100)}" of the safetensors file does not fit its place: it begins at byte ${from}, the one before it ends at ${end}.`
      );
    end = to;
  }
  if (end !== bodyLength)
    throw new BadFileError(
      `The tensors of the safetensors file do not fit it: they have ${end} bytes, and ${bodyLength} are there. It is cut short or damaged.`
    );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isDType(value: unknown): value is DType {
  return typeof value === 'string' && Object.hasOwn(bytesPerValue, value);
}

function areCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((n) => Number.isSafeInteger(n) && n >= 0);
}
