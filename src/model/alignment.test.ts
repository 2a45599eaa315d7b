import { expect, test } from 'vitest';
import { align, tokenPitch, viterbi } from './alignment';
import { Random } from './random';

/** Every way to give tokens their frames, and the best score among them: slow and obviously right. */
function bestScore(likelihoods: Float64Array, optional: number[]): number {
  const tokens = optional.length;
  const frames = likelihoods.length / tokens;
  const visit = (t: number, n: number): number => {
    const here = likelihoods[t * tokens + n]!;
    if (t === frames - 1) {
      const skipped = optional.slice(n + 1);
      return skipped.length <= 2 && skipped.every(Boolean) ? here : -Infinity;
    }
    let best = -Infinity;
    for (let step = 0; step <= 3 && n + step < tokens; step++)
      if (optional.slice(n + 1, n + step).every(Boolean)) best = Math.max(best, visit(t + 1, n + step));
    return here + best;
  };
  let best = -Infinity;
  for (let first = 0; first < Math.min(3, tokens); first++)
    if (optional.slice(0, first).every(Boolean)) best = Math.max(best, visit(0, first));
  return best;
}

function score(likelihoods: Float64Array, durations: Int32Array): number {
  let t = 0;
  let sum = 0;
  durations.forEach((frames, n) => {
    for (let k = 0; k < frames; k++, t++) sum += likelihoods[t * durations.length + n]!;
  });
  return sum;
}

test('the path scores as well as the best of all paths, and skips only what may be skipped', () => {
  const random = Random.seeded(3);
  for (let trial = 0; trial < 200; trial++) {
    const tokens = 1 + random.integer(6);
    const frames = tokens + random.integer(4);
    const optional = Array.from({ length: tokens }, () => (random.uniform() < 0.4 ? 1 : 0));
    const likelihoods = Float64Array.from({ length: frames * tokens }, () => -10 * random.uniform());
    const durations = viterbi(likelihoods, optional);
    expect(durations.reduce((a, b) => a + b)).toBe(frames);
    durations.forEach((frames, n) => expect(frames > 0 || optional[n] === 1).toBe(true));
    const best = bestScore(likelihoods, optional);
    // At the end the path steps back greedily, as the reference does: it may then end one optional token early.
    expect(score(likelihoods, durations)).toBeLessThanOrEqual(best + 1e-9);
    if (!optional[tokens - 1]) expect(score(likelihoods, durations)).toBeCloseTo(best, 9);
  }
});

test('untimed tokens get no frames, and equal paths keep the smaller advance', () => {
  const mel = Float32Array.of(0, 0, 0, 0);
  const means = Float32Array.of(0, 5, 0);
  expect([...align(mel, means, [1, 0, 1], [0, 0, 0], 1)]).toEqual([1, 0, 3]);
});

test('the pitch of a token is the mean over its frames, and without any the pitch where it stands', () => {
  const pitch = tokenPitch(Int32Array.of(0, 2, 0, 3, 0), Float32Array.of(1, 3, 5, 7, 9));
  expect([...pitch]).toEqual([1, 2, 5, 7, 9]);
});
