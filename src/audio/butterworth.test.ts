import { describe, expect, it } from 'vitest';
import { butterworthBandPass, filterZeroPhase } from './butterworth';

const sampleRate = 22_050;
const sections = butterworthBandPass(4, 1000, 2000, sampleRate);

function tone(hz: number, length = sampleRate): Float64Array<ArrayBuffer> {
  return Float64Array.from({ length }, (_, i) => Math.sin((2 * Math.PI * hz * i) / sampleRate));
}

/** Amplitude of a tone's middle third after the filter; before it is 1. */
function gainAt(hz: number): number {
  const middle = filterZeroPhase(tone(hz), sections).subarray(sampleRate / 3, (2 * sampleRate) / 3);
  return Math.sqrt((2 * middle.reduce((sum, sample) => sum + sample * sample, 0)) / middle.length);
}

describe('Butterworth band-pass, forwards and backwards', () => {
  it('passes the middle of the band and halves its edges', () => {
    expect(gainAt(1420)).toBeCloseTo(1, 3);
    expect(gainAt(1000)).toBeCloseTo(0.5, 3);
    expect(gainAt(2000)).toBeCloseTo(0.5, 3);
  });

  it('stops what is an octave outside', () => {
    expect(gainAt(500)).toBeLessThan(1e-3);
    expect(gainAt(4000)).toBeLessThan(1e-3);
  });

  it('does not delay', () => {
    const before = tone(1420);
    const after = filterZeroPhase(before, sections);
    for (let i = 5000; i < 10_000; i++) expect(Math.abs(after[i]! - before[i]!)).toBeLessThan(2e-3);
  });

  it('takes a constant away from the first sample to the last', () => {
    const after = filterZeroPhase(new Float64Array(1000).fill(0.7), sections);
    expect(Math.max(...after.map(Math.abs))).toBeLessThan(1e-9);
  });
});
