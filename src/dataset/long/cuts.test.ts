import { expect, test } from 'vitest';
import { audioConfig } from '../../config';
import { cutParts, type TimedClause } from './cuts';

const frame = (seconds: number) => Math.round((seconds * audioConfig.sampleRate) / audioConfig.hopLength);

/** Clauses of the given seconds with the given pauses behind them, and their levels. */
function speech(clauses: { seconds: number; pause: number; ends?: boolean }[]) {
  const timed: TimedClause[] = [];
  const levels: number[] = [];
  for (const { seconds, pause, ends = false } of clauses) {
    const from = levels.length;
    for (let i = 0; i < frame(seconds); i++) levels.push(0.1);
    timed.push({ from, to: levels.length, endsSentence: ends });
    for (let i = 0; i < frame(pause); i++) levels.push(0.001);
  }
  return { timed, rms: Float32Array.from(levels) };
}

test('sentences are cut in the middle of the pauses, also where the aligner is a little off', () => {
  const { timed, rms } = speech([
    { seconds: 3, pause: 0.4, ends: true },
    { seconds: 2, pause: 0.5, ends: true },
    { seconds: 4, pause: 0.2, ends: true }
  ]);
  const off = timed.map((clause) => ({ ...clause, from: clause.from + 8, to: clause.to + 8 }));
  for (const clauses of [timed, off]) {
    const parts = cutParts(clauses, rms);
    expect(parts.map(({ clauses }) => clauses)).toEqual([
      [0, 1],
      [1, 2],
      [2, 3]
    ]);
    expect(parts[0]?.to).toBeCloseTo(3.2, 1);
    expect(parts[1]?.to).toBeCloseTo(5.65, 1);
    expect(parts[2]?.to).toBeCloseTo(10.1, 1);
  }
});

test('a sentence that is too long is cut at its longest pauses between clauses', () => {
  const { timed, rms } = speech([
    { seconds: 6, pause: 0.2 },
    { seconds: 6, pause: 0.5 },
    { seconds: 6, pause: 0.3, ends: true }
  ]);
  expect(cutParts(timed, rms).map(({ clauses }) => clauses)).toEqual([
    [0, 2],
    [2, 3]
  ]);
});

test('a sentence that is too short goes with the neighbour across the shorter pause', () => {
  const { timed, rms } = speech([
    { seconds: 3, pause: 0.6, ends: true },
    { seconds: 0.3, pause: 0.2, ends: true },
    { seconds: 3, pause: 0.4, ends: true }
  ]);
  expect(cutParts(timed, rms).map(({ clauses }) => clauses)).toEqual([
    [0, 1],
    [1, 3]
  ]);
});

test('a single short word is one part', () => {
  const { timed, rms } = speech([{ seconds: 0.4, pause: 0.1, ends: true }]);
  expect(cutParts(timed, rms)).toHaveLength(1);
});
