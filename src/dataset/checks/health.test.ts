import { expect, test } from 'vitest';
import prompts from '../promptSentences.json';
import { audioConfig } from '../../config';
import { phonemise } from '../../text/phonemise';
import { healthOf, type JudgedClip } from './health';
import { missingSounds, soundsOf, soundsOfLanguage } from './sounds';

const english = [...(soundsOfLanguage('en-us') ?? [])].join('');

function clip(changed: Partial<JudgedClip['record']> = {}, open: JudgedClip['open'] = []): JudgedClip {
  const samples = 60 * audioConfig.sampleRate;
  const record = { state: 'ready' as const, excluded: false, transcript: 'Hello.', samples, edit: null };
  return { record: { ...record, ...changed }, open, phonemes: english };
}

const many = (count: number) => Array.from({ length: count }, () => clip());
const nextOf = (clips: JudgedClip[]) => healthOf(clips, 'en-us').next;

test('a dataset with all that a voice needs is ready to train, in one line', () => {
  expect(healthOf(many(10), 'en-us').line).toBe('10.0 minutes, 10 clips ready, all sounds. Ready to train.');
});

test('what to do next is the most urgent thing', () => {
  expect(nextOf([])).toBe('Add recordings and what is said in them.');
  expect(nextOf([...many(9), clip({ state: 'failed' })])).toBe(
    'Retry or replace 1 clip that could not be converted.'
  );
  expect(nextOf([...many(9), clip({ transcript: '' })])).toBe('Write what is said in 1 clip.');
  expect(nextOf([...many(9), clip({}, null)])).toBe('1 clip is still to be checked.');
  expect(nextOf([...many(9), clip({}, ['mismatch', 'noise'])])).toMatch(/^Listen to 1 clip /);
  expect(nextOf([...many(9), clip({}, ['noise'])])).toBe('Look at 1 clip that may spoil the voice.');
  expect(nextOf(many(2))).toMatch(/^Record more/);
  expect(nextOf([...many(9), clip({}, ['reading'])])).toMatch(/^Ready to train; 1 clip /);
});

test('clips that are left out count for nothing', () => {
  const { minutes, ready, clips } = healthOf([...many(9), clip({ excluded: true }, ['mismatch'])], 'en-us');
  expect([Math.round(minutes), ready, clips]).toEqual([9, 9, 10]);
});

test('sounds that no transcript has are named, with a word that has them', () => {
  const without = many(9).map((each) => ({ ...each, phonemes: english.replace('ʒ', '') }));
  const health = healthOf(without, 'en-us');
  expect(health.missing).toEqual(['ʒ']);
  expect(health.next).toBe('Record sentences with ʒ (as in “measure”).');
  expect(missingSounds('de', [])).toBeNull();
});

test.each(['en-us', 'en-gb'] as const)(
  'the sounds of %s are those that come ten times or more in the prompts',
  async (accent) => {
    const times = new Map<string, number>();
    for (const prompt of prompts)
      for (const sound of soundsOf(await phonemise(prompt, accent)))
        times.set(sound, (times.get(sound) ?? 0) + 1);
    const usual = [...times].filter(([, count]) => count >= 10).map(([sound]) => sound);
    expect([...(soundsOfLanguage(accent) ?? [])].sort()).toEqual(usual.sort());
  }
);
