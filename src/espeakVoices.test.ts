import { describe, expect, it } from 'vitest';
import { allLanguages, checkedLanguage, languageCode, voiceFile, voiceNamed } from './espeakVoices';
import { InvalidInputError } from './errors';
import { heardLanguages, isHeard, languageName } from './languages';
import { espeakIpa } from './text/espeakNg';

/** Read differently in most languages. */
const text = 'Anno 1984, 21 % www';

describe('every language', () => {
  it('is the voice of eSpeak NG that its name and its file give', async () => {
    for (const language of allLanguages)
      expect(await espeakIpa(text, voiceFile(language)), language).toBe(await espeakIpa(text, language));
  });

  it('has a code that a stem of Piper may begin with, and a name of its own', () => {
    for (const language of allLanguages) expect(languageCode(language)).toMatch(/^[a-z]{2,3}_[A-Z]{2}$/);
    const names = allLanguages.map(languageName);
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => (allLanguages as string[]).includes(name))).toEqual([]);
  });

  it('is checked by its exact name', () => {
    for (const language of allLanguages) expect(checkedLanguage(language)).toBe(language);
    for (const other of ['', 'xx', 'EN-US', 'toString'])
      expect(() => checkedLanguage(other)).toThrow(InvalidInputError);
  });
});

describe('second names', () => {
  it.each([
    'en',
    'es-mx',
    'fr',
    'hbs',
    'hy-arevela',
    'hy-arevmda',
    'no',
    'pt-pt',
    'zh',
    'zh-cmn',
    'zh-yue',
    'de-at'
  ])('%s is the voice that eSpeak NG takes for it', async (name) => {
    expect(await espeakIpa(text, voiceFile(voiceNamed(name)!))).toBe(await espeakIpa(text, name));
  });
});

it('the base voice has heard six languages, with all accents of English that eSpeak NG has', () => {
  expect(new Set(heardLanguages.map((language) => language.split('-')[0]))).toEqual(
    new Set(['en', 'es', 'fr', 'it', 'ru', 'de'])
  );
  expect(allLanguages.filter((language) => language.startsWith('en-')).every(isHeard)).toBe(true);
  expect(isHeard('pl')).toBe(false);
});
