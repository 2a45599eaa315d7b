import { describe, expect, it } from 'vitest';
import { audioConfig } from '../config';
import { logMelDistance } from './logMelDistance';
import { toInt16 } from './pcm';

/** One second that rises from `hz` by 2 `slope` Hz. */
function chirp(hz: number, slope: number): Float32Array<ArrayBuffer> {
  return Float32Array.from({ length: audioConfig.sampleRate }, (_, i) => {
    const t = i / audioConfig.sampleRate;
    return 0.3 * Math.sin(2 * Math.PI * (hz + slope * t) * t);
  });
}

const steep = chirp(200, 1500);
const flat = chirp(220, 1000);

// The expected values are those of mel_l1 in tools/base-model/measure.py on the same signals.
describe('log-mel distance', () => {
  it.each([
    ['another sound', flat, 1.482804],
    ['a shorter sound, over the common length', flat.subarray(0, 15_000), 1.457685],
    ['silence', new Float32Array(steep.length), 1.636831]
  ])('agrees with the reference on %s', (_, other, expected) => {
    expect(Math.abs(logMelDistance(steep, other) - expected)).toBeLessThan(1e-3);
    expect(logMelDistance(other, steep)).toBe(logMelDistance(steep, other));
  });

  it('is 0 for equal clips, and for clips without a whole frame', () => {
    expect(logMelDistance(steep, steep)).toBe(0);
    expect(logMelDistance(steep, steep.subarray(0, 255))).toBe(0);
  });

  it('takes 16-bit samples as the floats they stand for', () => {
    const samples = toInt16(flat);
    const floats = Float32Array.from(samples, (sample) => sample / 32767);
    expect(logMelDistance(samples, floats)).toBe(0);
    expect(logMelDistance(samples, steep)).toBe(logMelDistance(floats, steep));
  });
});
