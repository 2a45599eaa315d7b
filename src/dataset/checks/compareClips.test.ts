import { expect, test } from 'vitest';
import { Random } from '../../model/random';
import type { ClipFacts } from '../../store/records';
import { compareClips, type ComparedClip } from './compareClips';

const random = Random.seeded(3);
const around = (mean: number, deviation: number) => mean + deviation * (random.normals(1)[0] ?? 0);

function clip(id: string, changed: Partial<ClipFacts> = {}): ComparedClip {
  const cepstrum = Array.from({ length: 12 }, (_, i) => around(i / 10, 0.08));
  const facts = {
    seconds: 5,
    phonemes: 'a',
    logF0: around(Math.log(200), 0.08),
    cepstrum,
    rate: Math.exp(around(Math.log(14), 0.08)),
    fit: Math.max(2, around(4.5, 1)),
    others: 8,
    ...changed
  };
  return { id, findings: [], facts };
}

const voice = Array.from({ length: 30 }, (_, i) => clip(`clip ${i}`));
const checksOf = (clips: ComparedClip[], id: string) =>
  compareClips(clips)
    .get(id)
    ?.map(({ check }) => check);

test('clips of one reader have no findings beside each other', () => {
  expect([...compareClips(voice).values()].flat()).toEqual([]);
});

test('a voice an octave lower and one of another timbre are found as other voices', () => {
  const lower = clip('other', { logF0: Math.log(100) });
  expect(checksOf([...voice, lower], 'other')).toEqual(['otherVoice']);
  const other = clip('other', {
    cepstrum: Array.from({ length: 12 }, (_, i) => i / 10 + (i % 2 ? 0.4 : -0.4))
  });
  expect(checksOf([...voice, other], 'other')).toEqual(['otherVoice']);
});

test('a telephone makes no other voice of the same pitch', () => {
  const dull = clip('dull', { cepstrum: Array.from({ length: 12 }, () => 3) });
  const finding = { check: 'bandwidth' as const, detail: '', from: 0, to: 5 };
  expect(checksOf([...voice, { ...dull, findings: [finding] }], 'dull')).toEqual([]);
});

test('a clip with half as many sounds a second as the others has an unusual rate', () => {
  expect(checksOf([...voice, clip('slow', { rate: 7 })], 'slow')).toEqual(['rate']);
});

test('a transcript that fits no better than others is a mismatch, also where every transcript is', () => {
  expect(checksOf([...voice, clip('wrong', { fit: 0.4 })], 'wrong')).toEqual(['mismatch']);
  const shifted = voice.map((each) => ({ ...each, facts: { ...each.facts, fit: -1 } }));
  expect([...compareClips(shifted).values()].flat()).toHaveLength(30);
});

test('of four clips none is called unusual', () => {
  const few = [clip('a', { logF0: 4 }), clip('b', { rate: 3 }), clip('c'), clip('d')];
  expect([...compareClips(few).values()].flat()).toEqual([]);
});
