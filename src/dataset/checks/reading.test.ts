import { expect, test } from 'vitest';
import { inOneSentence, unexpectedReadings } from './reading';

const english = async (text: string) =>
  (await unexpectedReadings(text, 'en-us')).map(({ written, spoken }) => [written, spoken]);

test('a plain sentence has nothing that is read unexpectedly', async () => {
  expect(await english('Mr. Smith said, “I can’t come — before Tuesday,” and left; didn’t he?')).toEqual([]);
  expect(await unexpectedReadings('Дом стоит на холме.', 'ru')).toEqual([]);
});

test('numbers and abbreviations are given with the words they are read as', async () => {
  expect(await english('The Gutenberg Bible of about 1455, was sold.')).toEqual([
    ['1455', 'fourteen fifty-five']
  ]);
  expect(await english('It ended in 1840.')).toEqual([['1840', 'eighteen forty']]);
  expect(await english('It costs $3.50 on Main St. today.')).toEqual([
    ['$3.50', 'three dollars and fifty cents'],
    ['St.', 'Street']
  ]);
});

test('words in capitals, signs and letters of another script are given with their phonemes', async () => {
  const [capitals] = await unexpectedReadings('He found the old MSS in a box.', 'en-us');
  expect(capitals).toMatchObject({ written: 'MSS', spoken: 'MSS' });
  expect(capitals?.phonemes).toContain('ɛm');
  expect(await english('It is a * here.')).toEqual([['*', '*']]);
  expect((await english('They say привет to all.'))[0]?.[0]).toBe('привет');
  expect(await unexpectedReadings('Ich habe 7 Katzen.', 'de')).toMatchObject([{ written: '7' }]);
});

test('what is not read at all is said so, and many readings are cut short', () => {
  const reading = { written: '♪', spoken: '♪', phonemes: '' };
  expect(inOneSentence([reading])).toMatch(/^“♪” is not read\./);
  expect(inOneSentence([reading, reading, reading, reading])).toContain(', and 1 more.');
});
