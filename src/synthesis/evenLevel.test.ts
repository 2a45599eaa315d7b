import { describe, expect, it } from 'vitest';
import { activeRms, maxPeak, peak, usualRms } from '../audio/level';
import { evenLevel } from './evenLevel';

/** Half a second of a tone between two quarters of silence. */
function tone(rms: number): Float32Array {
  return Float32Array.from({ length: 22050 }, (_, i) =>
    i > 5512 && i < 16537 ? rms * Math.SQRT2 * Math.sin(i / 20) : 0
  );
}
const decibels = (samples: Float32Array) => 20 * Math.log10(activeRms(samples) / usualRms);

describe('a sentence among others', () => {
  it('is brought to the usual level, whether it was drawn louder or softer', () => {
    for (const off of [-3, -1, 0, 1, 3])
      expect(decibels(evenLevel(tone(usualRms * 10 ** (off / 20))))).toBeCloseTo(0, 1);
  });

  it('that is far from it keeps most of its difference', () => {
    const whisper = tone(usualRms / 10);
    expect(decibels(evenLevel(whisper)) - decibels(whisper)).toBeCloseTo(4, 5);
    const shout = tone(usualRms * 5);
    expect(decibels(evenLevel(shout)) - decibels(shout)).toBeCloseTo(-4, 5);
  });

  it('with a high peak is not made to clip', () => {
    const click = tone(usualRms / 1.5);
    click[11000] = 0.97;
    expect(peak(evenLevel(click))).toBeCloseTo(maxPeak, 5);
  });

  it('of silence, or of less than a frame, stays finite', () => {
    for (const length of [0, 100, 22050])
      expect(evenLevel(new Float32Array(length)).every(Number.isFinite)).toBe(true);
  });
});
