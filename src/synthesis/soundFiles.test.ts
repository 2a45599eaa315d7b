import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { nodeEncoder } from '../../tools/encoder';
import { readWav } from '../audio/wav';
import { paragraphsZip, soundFile } from './soundFiles';

const tone = (seconds: number) =>
  Float32Array.from({ length: 22050 * seconds }, (_, i) => 0.2 * Math.sin(i / 20));
const part = (seconds: number, ends: 'sentence' | 'paragraph', silence = 0) => ({
  samples: tone(seconds),
  sampleRate: 22050,
  silence,
  ends
});

describe('speech as files', () => {
  it('is MP3 or Opus of about its bit rate', { timeout: 30_000 }, async () => {
    const encoder = await nodeEncoder();
    const shares: number[] = [];
    for (const [format, start, kbits] of [
      ['mp3', /^(?:ID3|\xff[\xe0-\xff])/, 64],
      ['opus', /^OggS/, 32]
    ] as const) {
      const bytes = soundFile(tone(4), 22050, format, encoder, (share) => shares.push(share));
      expect(String.fromCharCode(...bytes.subarray(0, 4))).toMatch(start);
      expect((bytes.length * 8) / 4000 / kbits).toBeLessThan(1.5);
      expect((bytes.length * 8) / 4000 / kbits).toBeGreaterThan(0.4);
    }
    expect(Math.max(...shares)).toBeGreaterThan(0.9);
  });

  it('is a numbered file of each paragraph, without the silence behind it', () => {
    const parts = [part(1, 'sentence', 100), part(1, 'paragraph', 22050 / 2), part(2, 'paragraph')];
    const shares: number[] = [];
    const files = unzipSync(paragraphsZip(parts, 'story', 'wav', null, (share) => shares.push(share)));
    expect(Object.keys(files)).toEqual(['story-1.wav', 'story-2.wav']);
    const lengths = Object.values(files).map((bytes) => readWav(bytes).channels[0]?.length);
    expect(lengths).toEqual([1.5 * 22050, 2 * 22050]);
    expect(shares).toEqual([0.5, 1]);
  });
});
