import { describe, expect, it } from 'vitest';
import { judgeRoom, levelOf } from './loudness';

/** A tone of this amplitude, 21 ms at 48 kHz. */
const tone = (amplitude: number) =>
  Float32Array.from({ length: 1024 }, (_, i) => amplitude * Math.sin(i / 8));

describe('the level of a piece', () => {
  it('is told in dB under full scale', () => {
    const { rms, peak, clipped } = levelOf(tone(0.1));
    expect(peak).toBeCloseTo(-20, 1);
    expect(rms).toBeCloseTo(-23, 0);
    expect(clipped).toBe(false);
  });

  it('ends at the floor of the meter', () => {
    expect(levelOf(new Float32Array(1024))).toEqual({ rms: -60, peak: -60, clipped: false });
  });

  it('says when samples are at full scale, above or below', () => {
    expect(levelOf(tone(1)).clipped).toBe(true);
    expect(levelOf(Float32Array.of(0, -1, 0)).clipped).toBe(true);
  });
});

describe('the judgement of a room', () => {
  const room = (amplitude: number) => judgeRoom(Array.from({ length: 94 }, () => tone(amplitude)));

  it('goes from very quiet to too noisy, with its level', () => {
    expect(room(0.0005)).toMatchObject({ tone: 'good', text: expect.stringContaining('very quiet') });
    expect(room(0.002)).toMatchObject({ tone: 'good', text: expect.stringContaining('good enough') });
    expect(room(0.006)).toMatchObject({ tone: 'warn', text: expect.stringContaining('Some noise') });
    expect(room(0.05)).toMatchObject({ tone: 'bad', text: expect.stringContaining('Too noisy') });
    expect(room(0.05).noise).toBeCloseTo(-29, 0);
  });

  it('passes over a single click', () => {
    const pieces = Array.from({ length: 94 }, (_, i) => tone(i === 40 ? 0.8 : 0.0005));
    expect(judgeRoom(pieces).tone).toBe('good');
  });

  it('says when nothing comes in at all', () => {
    expect(room(0)).toMatchObject({ tone: 'bad', text: expect.stringContaining('muted') });
  });
});
