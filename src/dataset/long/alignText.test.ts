import { expect, test } from 'vitest';
import { InvalidInputError } from '../../errors';
import { Random } from '../../model/random';
import { alignText } from './alignText';

const bands = 80;
const tokensOfSentence = 40;

/** A text of sentences whose tokens sound each unlike the other, and a recording of it. */
function speech(sentences: number) {
  const random = Random.seeded(5);
  const tokens = sentences * tokensOfSentence;
  const means = Float32Array.from({ length: tokens * bands }, () => 2 * random.uniform() - 1);
  const optional = Uint8Array.from({ length: tokens }, (_, n) => (n % tokensOfSentence === 0 ? 1 : 0));
  const durations = Int32Array.from({ length: tokens }, () => 4 + random.integer(12));
  const frames = durations.reduce((a, b) => a + b, 0);
  const mel = new Float32Array(frames * bands);
  let frame = 0;
  for (const [n, length] of durations.entries())
    for (const end = frame + length; frame < end; frame++)
      for (let b = 0; b < bands; b++)
        mel[frame * bands + b] = (means[n * bands + b] ?? 0) + 0.2 * (random.uniform() - 0.5);
  const starts = Array.from({ length: sentences }, (_, i) => i * tokensOfSentence);
  return { frames, mel, durations, row: { means, optional, sentences: starts } };
}

test('a recording of many windows is aligned as if it were one, in stretches that do not grow with it', async () => {
  const { frames, mel, durations, row } = speech(30);
  const asked: number[] = [];
  const shares: number[] = [];
  const aligned = await alignText(
    (from, to) => {
      asked.push(to - from);
      return mel.subarray(from * bands, to * bands);
    },
    frames,
    row,
    (share) => {
      shares.push(share);
    }
  );
  expect(aligned.durations).toEqual(durations);
  expect(frames).toBeGreaterThan(10_000);
  expect(Math.max(...asked)).toBeLessThan(3500);
  expect(shares.length).toBeGreaterThan(3);
  expect(shares.at(-1)).toBe(1);
  expect(Math.max(...aligned.scores)).toBeLessThanOrEqual(0);
});

test('a sentence that is longer than the window is waited for', async () => {
  const { frames, mel, row } = speech(15);
  const { durations } = await alignText(
    (from, to) => mel.subarray(from * bands, to * bands),
    frames,
    { ...row, sentences: [0] },
    () => undefined
  );
  expect(durations.reduce((a, b) => a + b, 0)).toBe(frames);
});

test('a text of another length than the recording is refused', async () => {
  const { frames, mel, row } = speech(2);
  const part = (from: number, to: number) => mel.subarray(from * bands, to * bands);
  await expect(alignText(part, 60, row, () => undefined)).rejects.toThrow(InvalidInputError);
  await expect(alignText(part, 100 * frames, row, () => undefined)).rejects.toThrow('only 78 sounds');
});
