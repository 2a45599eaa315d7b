import { expect, test } from 'vitest';
import type { SpeechMeasures, VoiceMeasures } from '../store/records';
import { inWords } from './measuresInWords';

const recordings: SpeechMeasures = {
  frames: 1000,
  pauses: 58,
  movement: 1,
  periodicity: [0.9, 0.6, 0.5, 0.4, 0.3]
};
const measures = (voice: Partial<SpeechMeasures>): VoiceMeasures => ({
  clips: 20,
  mel: 0.362,
  recordings,
  voice: { ...recordings, ...voice }
});
const sentence = (about: string, voice: Partial<SpeechMeasures>) =>
  inWords(measures(voice)).find((said) => said.about === about);

test('a voice that is as its owner is said to be so', () => {
  expect(inWords(measures({})).map(({ sentence }) => sentence)).toEqual([
    'Speaks as fast as the recordings.',
    'Makes 58 pauses where the recordings have 58.',
    'Its pitch moves 100 % as much as in the recordings.',
    'No buzz: no band of its sound is more periodic than the recordings.',
    "Its sounds differ from the recordings' by 0.36 (mel loss; lower is closer)."
  ]);
  expect(inWords(measures({})).every(({ good }) => good)).toBe(true);
});

test('pace is told both ways', () => {
  expect(sentence('Pace', { frames: 1030 })!.sentence).toBe('Speaks 3 % slower than the recordings.');
  expect(sentence('Pace', { frames: 830 })).toMatchObject({
    sentence: 'Speaks 17 % faster than the recordings.',
    good: false
  });
});

test('a flat voice with few pauses and a buzz is told apart, with the band that buzzes', () => {
  expect(sentence('Pauses', { pauses: 1 })).toMatchObject({
    sentence: 'Makes 1 pause where the recordings have 58.',
    good: false
  });
  expect(sentence('Melody', { movement: 0.57 })).toMatchObject({ good: false });
  expect(sentence('Buzz', { periodicity: [0.9, 0.6, 0.5, 0.52, 0.3] })).toMatchObject({
    sentence: 'A slight buzz between 3.5 and 5.5 kHz (0.12 over the recordings).',
    good: false
  });
});

test('what could not be measured is left out', () => {
  const abouts = inWords(measures({ movement: null, periodicity: null })).map(({ about }) => about);
  expect(abouts).toEqual(['Pace', 'Pauses', 'Likeness']);
});
