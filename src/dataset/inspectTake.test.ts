import { describe, expect, it } from 'vitest';
import { inspectTake } from './inspectTake';
import { takeOf } from './testTake';

const rate = 48_000;
const problems = (samples: Float32Array) => inspectTake(samples, rate).problems;

describe('a look at a take', () => {
  it('finds the speech, with a little silence on either side, and nothing wrong', () => {
    const { from, to, problems } = inspectTake(takeOf({ before: 0.8, speech: 2, after: 1 }), rate);
    expect(from).toBeCloseTo(0.8 - 0.15, 1);
    expect(to).toBeCloseTo(2.8 + 0.25, 1);
    expect(problems).toEqual([]);
  });

  it('keeps a pause in the middle, and passes over a click before the first word', () => {
    const take = takeOf({ before: 1, speech: 1, after: 0.6 });
    const later = takeOf({ before: 0.5, speech: 1, after: 0.6, seed: 2 });
    take[4800] = 0.5;
    const both = new Float32Array(take.length + later.length);
    both.set(take);
    both.set(later, take.length);
    const { from, to } = inspectTake(both, rate);
    expect(from).toBeCloseTo(0.85, 1);
    expect(to).toBeCloseTo(4.1 + 0.25, 1);
  });

  it('says when nothing was heard: silence, a quiet room, an empty take', () => {
    const nothing = [expect.stringMatching(/^Nothing was heard/)];
    expect(problems(new Float32Array(rate))).toEqual(nothing);
    expect(problems(takeOf({ before: 2, speech: 0, after: 0 }))).toEqual(nothing);
    expect(problems(new Float32Array(0))).toEqual(nothing);
  });

  it('says when the microphone was overdriven, but not at a mere peak', () => {
    const loud = takeOf({ level: 0.9 }).map((s) => Math.max(-1, Math.min(1, 4 * s)));
    expect(problems(loud)).toEqual([expect.stringMatching(/^Too loud: .* in \d+ places/)]);
    const peak = takeOf({});
    peak[rate] = 1;
    expect(problems(peak)).toEqual([]);
  });

  it('says when it is very quiet, and when noise comes near the voice', () => {
    expect(problems(takeOf({ level: 0.012, noise: 1e-4 }))).toEqual([expect.stringMatching(/^Very quiet/)]);
    expect(problems(takeOf({ noise: 0.05 }))).toEqual([expect.stringMatching(/^The noise around you/)]);
  });

  it('says when the beginning or the end may be cut off', () => {
    expect(problems(takeOf({ before: 0 }))).toEqual([expect.stringMatching(/^The beginning/)]);
    expect(problems(takeOf({ after: 0 }))).toEqual([expect.stringMatching(/^The end/)]);
  });

  it('says when there is too little speech or too much', () => {
    expect(problems(takeOf({ speech: 0.3 }))).toEqual([expect.stringMatching(/^Only 0\.3 s/)]);
    expect(problems(takeOf({ speech: 18 }))).toEqual([expect.stringMatching(/^Longer than 17 s/)]);
  });
});
