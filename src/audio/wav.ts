/**
 * RIFF/WAVE with uncompressed samples. Format: Multimedia Programming Interface and Data Specifications 1.0
 * (Microsoft and IBM, 1991), and WAVE_FORMAT_EXTENSIBLE.
 */
import { importConfig } from '../config';
import { BadFileError } from '../errors';
import { toInt16 } from './pcm';

const pcmFormat = 1;
const floatFormat = 3;
const extensibleFormat = 0xfffe;
const headerBytes = 44;

/** An uncompressed recording. */
export interface WavAudio {
  /** Hz */
  sampleRate: number;
  /** one array a channel, all of one length, in -1..1 */
  channels: Float32Array<ArrayBuffer>[];
}

interface WavFormat {
  kind: number;
  channels: number;
  sampleRate: number;
  bytesPerSample: number;
}

/** Reads one sample, scaled to -1..1. */
type SampleReader = (view: DataView, offset: number) => number;

const pcmReaders: Record<number, SampleReader> = {
  1: (view, offset) => (view.getUint8(offset) - 128) / 128,
  2: (view, offset) => view.getInt16(offset, true) / 32768,
  3: (view, offset) => (view.getUint16(offset, true) | (view.getInt8(offset + 2) << 16)) / 8388608,
  4: (view, offset) => view.getInt32(offset, true) / 2147483648
};
const floatReaders: Record<number, SampleReader> = {
  4: (view, offset) => finite(view.getFloat32(offset, true)),
  8: (view, offset) => finite(view.getFloat64(offset, true))
};

function finite(value: number): number {
  return Number.isFinite(value) ? value : 0;
}

/**
 * Reads a WAV file: PCM of 8, 16, 24 or 32 bits, float of 32 or 64, with a plain or an extensible header.
 * A data size that is missing or too large (streamed or cut files) means all that is there.
 * @throws BadFileError if it is not a WAV file, is compressed, or its header does not hold.
 */
export function readWav(bytes: Uint8Array): WavAudio {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (!isWav(bytes))
    throw new BadFileError('Expected a WAV file, which begins with RIFF and WAVE; this file does not.');
  let format: WavFormat | null = null;
  for (const { name, start, size } of chunks(bytes, view)) {
    if (name === 'fmt ') format = readFormat(view, start, size);
    if (name === 'data') {
      if (!format) throw new BadFileError('This WAV file has samples before the header that describes them.');
      const available = bytes.length - start;
      return readSamples(view, start, size === 0 ? available : Math.min(size, available), format);
    }
  }
  throw new BadFileError('This WAV file has no samples: it is cut short.');
}

/** Hz that the header of a WAV file says, or null where there is no such header. */
export function wavSampleRate(bytes: Uint8Array): number | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (!isWav(bytes)) return null;
  for (const { name, start } of chunks(bytes, view))
    if (name === 'fmt ' && start + 8 <= bytes.length) return view.getUint32(start + 4, true);
  return null;
}

function isWav(bytes: Uint8Array): boolean {
  return bytes.length >= 12 && text(bytes, 0) === 'RIFF' && text(bytes, 8) === 'WAVE';
}

/** Name of each chunk, where its content starts, and the bytes that it says it has. */
function* chunks(bytes: Uint8Array, view: DataView) {
  for (let at = 12; at + 8 <= bytes.length;) {
    const size = view.getUint32(at + 4, true);
    yield { name: text(bytes, at), start: at + 8, size };
    at += 8 + size + (size % 2);
  }
}

function readFormat(view: DataView, start: number, size: number): WavFormat {
  if (size < 16 || start + size > view.byteLength)
    throw new BadFileError(`The header of a WAV file has at least 16 bytes; this one has ${size}.`);
  const tag = view.getUint16(start, true);
  const kind = tag === extensibleFormat && size >= 40 ? view.getUint16(start + 24, true) : tag;
  const format = {
    kind,
    channels: view.getUint16(start + 2, true),
    sampleRate: view.getUint32(start + 4, true),
    bytesPerSample: view.getUint16(start + 14, true) / 8
  };
  if (!sampleReader(format))
    throw new BadFileError(
      `Expected WAV samples as PCM of 8, 16, 24 or 32 bits or as floats of 32 or 64; this file has format ${kind} with ${format.bytesPerSample * 8} bits.`
    );
  if (
    format.channels < 1 ||
    format.channels > 64 ||
    format.sampleRate < importConfig.minSampleRate ||
    format.sampleRate > 768000
  )
    throw new BadFileError(
      `A WAV file has 1 to 64 channels at ${importConfig.minSampleRate} to 768000 Hz; the header of this one says ${format.channels} at ${format.sampleRate}.`
    );
  return format;
}

function sampleReader({ kind, bytesPerSample }: WavFormat): SampleReader | undefined {
  if (kind === pcmFormat) return pcmReaders[bytesPerSample];
  return kind === floatFormat ? floatReaders[bytesPerSample] : undefined;
}

function readSamples(view: DataView, start: number, size: number, format: WavFormat): WavAudio {
  const read = sampleReader(format)!;
  const frameBytes = format.channels * format.bytesPerSample;
  const length = Math.floor(size / frameBytes);
  const channels = Array.from({ length: format.channels }, (_, channel) => {
    const samples = new Float32Array(length);
    let offset = start + channel * format.bytesPerSample;
    for (let i = 0; i < length; i++, offset += frameBytes) samples[i] = read(view, offset);
    return samples;
  });
  return { sampleRate: format.sampleRate, channels };
}

/**
 * Writes a mono WAV file of 16-bit PCM.
 * @param samples float in -1..1 (clipped), or 16-bit
 * @param sampleRate Hz
 */
export function writeWav(samples: Float32Array | Int16Array, sampleRate: number): Uint8Array<ArrayBuffer> {
  const values = samples instanceof Int16Array ? samples : toInt16(samples);
  const bytes = new Uint8Array(headerBytes + 2 * values.length);
  const view = new DataView(bytes.buffer);
  const ascii = new TextEncoder();
  bytes.set(ascii.encode('RIFF'), 0);
  view.setUint32(4, bytes.length - 8, true);
  bytes.set(ascii.encode('WAVEfmt '), 8);
  view.setUint32(16, 16, true);
  view.setUint16(20, pcmFormat, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, sampleRate, true);
  view.setUint32(28, 2 * sampleRate, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  bytes.set(ascii.encode('data'), 36);
  view.setUint32(40, 2 * values.length, true);
  for (let i = 0; i < values.length; i++) view.setInt16(headerBytes + 2 * i, values[i]!, true);
  return bytes;
}

/** The four characters at `at`. */
function text(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}
