/**
 * The languages a dataset may have: each is a voice of eSpeak NG, which makes the phonemes. What needs the whole
 * table is in espeakVoices.ts, which a page loads only where a language is chosen.
 */
import type voices from './espeakVoices.json';

/** The name of an eSpeak NG voice, e.g. `es-419`. */
export type Language = keyof typeof voices;

/** Languages of the base voice's speakers (public/base/MODEL_CARD.md), with their accents; in the order offered. */
export const heardLanguages: readonly Language[] = [
  'en-us',
  'en-gb',
  'en-gb-x-rp',
  'en-gb-scotland',
  'en-gb-x-gbclan',
  'en-gb-x-gbcwmd',
  'en-us-nyc',
  'en-029',
  'es-419',
  'es',
  'fr-fr',
  'fr-be',
  'fr-ch',
  'it',
  'ru',
  'de'
];

/** Whether the base voice was trained on speech of this language. */
export function isHeard(language: Language): boolean {
  return heardLanguages.includes(language);
}

/** Whether a language's phonemes and text rules are those of English. */
export function isEnglish(language: Language): boolean {
  return /^en(-|$)/.test(language);
}

/** Names of voices that are no language tags, or whose tags say less than the voice is. */
const names = new Map<string, string>(
  Object.entries<string>({
    'en-gb': 'English (Great Britain)',
    'en-gb-x-rp': 'English (Received Pronunciation)',
    'en-gb-scotland': 'English (Scotland)',
    'en-gb-x-gbclan': 'English (Lancaster)',
    'en-gb-x-gbcwmd': 'English (West Midlands)',
    'en-us-nyc': 'English (New York City)',
    es: 'Spanish (Spain)',
    hyw: 'Armenian (West)',
    mto: 'Mixe (Totontepec)',
    nci: 'Nahuatl (Classical)',
    piqd: 'Klingon',
    py: 'Pyash',
    qdb: 'Lang Belta',
    qya: 'Quenya',
    'ru-cl': 'Russian (Classic)',
    sjn: 'Sindarin',
    'vi-vn-x-central': 'Vietnamese (Central)',
    'vi-vn-x-south': 'Vietnamese (Southern)'
  } satisfies Partial<Record<Language, string>>)
);

/** The English name of an eSpeak NG voice's language, e.g. "Spanish (Latin America)"; of an unknown voice, itself. */
export function languageName(voice: string): string {
  try {
    const tagNames = new Intl.DisplayNames('en', { type: 'language', languageDisplay: 'standard' });
    return names.get(voice) ?? tagNames.of(voice) ?? voice;
  } catch {
    return voice;
  }
}
