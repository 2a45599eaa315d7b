import { describe, expect, it } from 'vitest';
import { BadFileError } from '../errors';
import { readWav, writeWav } from './wav';

interface Layout {
  tag?: number;
  bits: number;
  channels?: number;
  sampleRate?: number;
  extensible?: boolean;
  dataSize?: number;
}

/** A WAV file with the given sample bytes; `dataSize` lets the header lie. */
function wavFile(body: ArrayBuffer, { tag = 1, bits, channels = 1, sampleRate = 8000, ...rest }: Layout) {
  const formatBytes = rest.extensible ? 40 : 16;
  const bytes = new Uint8Array(28 + formatBytes + body.byteLength);
  const view = new DataView(bytes.buffer);
  const put = (text: string, at: number) => bytes.set(new TextEncoder().encode(text), at);
  put('RIFF', 0);
  put('WAVEfmt ', 8);
  view.setUint32(16, formatBytes, true);
  view.setUint16(20, rest.extensible ? 0xfffe : tag, true);
  view.setUint16(22, channels, true);
  view.setUint32(24, sampleRate, true);
  view.setUint16(34, bits, true);
  if (rest.extensible) view.setUint16(44, tag, true);
  put('data', 20 + formatBytes);
  view.setUint32(24 + formatBytes, rest.dataSize ?? body.byteLength, true);
  bytes.set(new Uint8Array(body), 28 + formatBytes);
  return bytes;
}

describe('WAV', () => {
  it('reads back what it wrote, to half a level', () => {
    const samples = Float32Array.of(0, 0.5, -0.5, 0.999, -1);
    const { sampleRate, channels } = readWav(writeWav(samples, 22050));
    expect(sampleRate).toBe(22050);
    expect(channels).toHaveLength(1);
    channels[0]!.forEach((s, i) => expect(Math.abs(s - samples[i]!)).toBeLessThan(1e-4));
  });

  it('clips floats outside ±1 instead of wrapping them', () => {
    const [wave] = readWav(writeWav(Float32Array.of(2, -2), 22050)).channels;
    expect(wave![0]).toBeCloseTo(1, 3);
    expect(wave![1]).toBeCloseTo(-1, 3);
  });

  it.each([
    ['8 bits', wavFile(Uint8Array.of(128, 192, 64).buffer, { bits: 8 })],
    ['16 bits', wavFile(Int16Array.of(0, 16384, -16384).buffer, { bits: 16 })],
    ['24 bits', wavFile(Uint8Array.of(0, 0, 0, 0, 0, 0x40, 0, 0, 0xc0).buffer, { bits: 24 })],
    ['32 bits', wavFile(Int32Array.of(0, 2 ** 30, -(2 ** 30)).buffer, { bits: 32 })],
    ['32-bit floats', wavFile(Float32Array.of(0, 0.5, -0.5).buffer, { bits: 32, tag: 3 })],
    ['64-bit floats', wavFile(Float64Array.of(0, 0.5, -0.5).buffer, { bits: 64, tag: 3 })],
    ['an extensible header', wavFile(Int16Array.of(0, 16384, -16384).buffer, { bits: 16, extensible: true })],
    ['a streamed length', wavFile(Int16Array.of(0, 16384, -16384).buffer, { bits: 16, dataSize: 0xffffffff })]
  ])('reads %s', (_, bytes) => {
    expect([...readWav(bytes).channels[0]!]).toEqual([0, 0.5, -0.5]);
  });

  it('separates channels', () => {
    const { channels } = readWav(wavFile(Int16Array.of(1, 2, 3, 4).buffer, { bits: 16, channels: 2 }));
    expect(channels.map((c) => [...c].map((s) => s * 32768))).toEqual([
      [1, 3],
      [2, 4]
    ]);
  });

  it('reads a file that lies at an odd offset of a larger buffer', () => {
    const file = wavFile(Int16Array.of(0, 16384).buffer, { bits: 16 });
    const larger = new Uint8Array(file.length + 1);
    larger.set(file, 1);
    expect([...readWav(larger.subarray(1)).channels[0]!]).toEqual([0, 0.5]);
  });

  it('takes float samples that are not numbers as silence', () => {
    const bytes = wavFile(Float32Array.of(NaN, Infinity).buffer, { bits: 32, tag: 3 });
    expect([...readWav(bytes).channels[0]!]).toEqual([0, 0]);
  });

  it.each([
    ['text', new TextEncoder().encode('this is not audio at all'), 'begins with RIFF'],
    ['nothing', new Uint8Array(0), 'begins with RIFF'],
    ['a bare header', wavFile(new ArrayBuffer(0), { bits: 16 }).subarray(0, 36), 'no samples'],
    ['compressed audio', wavFile(new ArrayBuffer(8), { bits: 16, tag: 85 }), 'format 85'],
    ['no channels', wavFile(new ArrayBuffer(8), { bits: 16, channels: 0 }), 'says 0 at 8000'],
    [
      'a rate too low for speech',
      wavFile(new ArrayBuffer(8), { bits: 16, sampleRate: 3999 }),
      'says 1 at 3999'
    ],
    ['an absurd rate', wavFile(new ArrayBuffer(8), { bits: 16, sampleRate: 3e9 }), '3000000000']
  ])('refuses %s with a sentence', (_, bytes, sentence) => {
    expect(() => readWav(bytes)).toThrow(BadFileError);
    expect(() => readWav(bytes)).toThrow(sentence);
  });
});
