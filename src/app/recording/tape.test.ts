import { describe, expect, it } from 'vitest';
import { Tape } from './tape';

/** Pieces of ten samples that count on. */
function pieces(from: number, count: number): Float32Array[] {
  return Array.from({ length: count }, (_, p) =>
    Float32Array.from({ length: 10 }, (_, i) => from + p * 10 + i)
  );
}

describe('a tape', () => {
  it('gives what came since the start and a moment before it, without a gap', () => {
    const tape = new Tape(100, 0.25);
    for (const piece of pieces(0, 20)) tape.add(piece);
    tape.start();
    for (const piece of pieces(200, 5)) tape.add(piece);
    const samples = tape.stop();
    // At least 25 samples from before, in whole pieces.
    expect(samples[0]).toBe(170);
    expect(samples).toHaveLength(80);
    expect(samples.every((sample, i) => sample === 170 + i)).toBe(true);
  });

  it('has nothing from before where there was nothing', () => {
    const tape = new Tape(100, 0.25);
    tape.start();
    for (const piece of pieces(0, 2)) tape.add(piece);
    expect(tape.stop()).toHaveLength(20);
  });

  it('is empty when it was stopped, and begins anew', () => {
    const tape = new Tape(100, 0);
    tape.start();
    for (const piece of pieces(0, 2)) tape.add(piece);
    tape.stop();
    tape.start();
    for (const piece of pieces(50, 1)) tape.add(piece);
    expect([...tape.stop()]).toEqual([50, 51, 52, 53, 54, 55, 56, 57, 58, 59]);
  });
});
