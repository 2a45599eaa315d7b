/** eSpeak NG's voices: the build in the package `espeak-ng` has them all, `phonemizer` the English ones. */
import { InvalidInputError } from './errors';
import voices from './espeakVoices.json';
import { heardLanguages, isHeard, type Language } from './languages';

const table = voices as Record<Language, [file: string, code: string]>;

/** Every language, in the alphabet's order of its eSpeak name. */
export const allLanguages = Object.keys(table) as Language[];

/** Languages that eSpeak NG knows by a second name, as Piper's voices use them. */
const aliases: Record<string, Language> = {
  en: 'en-gb',
  'es-mx': 'es-419',
  fr: 'fr-fr',
  hbs: 'hr',
  'hy-arevela': 'hy',
  'hy-arevmda': 'hyw',
  no: 'nb',
  'pt-pt': 'pt',
  zh: 'cmn',
  'zh-cmn': 'cmn',
  'zh-yue': 'yue'
};
const byName = new Map<string, Language>([
  ...Object.entries(aliases),
  ...allLanguages.map((language) => [language.toLowerCase(), language] as const)
]);

/** eSpeak NG's file of a voice, which it opens faster by this name than by the language's, e.g. `gmw/de`. */
export function voiceFile(language: Language): string {
  return table[language][0];
}

/** A language and region as Piper writes them, e.g. `de_DE`; the region ZZ is that of a language without one. */
export function languageCode(language: Language): string {
  return table[language][1];
}

/**
 * The language of an eSpeak NG voice as others write it: in capitals, with the voice's variant ("de+f3"), under a
 * second name ("no") or of a region that eSpeak does not tell apart ("de-at").
 * @returns null where there is none
 */
export function voiceNamed(name: string): Language | null {
  let tag = name.toLowerCase().replace(/\+.*/, '');
  while (!byName.has(tag) && tag.includes('-')) tag = tag.slice(0, tag.lastIndexOf('-'));
  return byName.get(tag) ?? null;
}

/** @throws InvalidInputError listing the languages, unless this is the eSpeak name of one */
export function checkedLanguage(name: string): Language {
  if (Object.hasOwn(table, name)) return name as Language;
  const others = allLanguages.filter((language) => !isHeard(language));
  throw new InvalidInputError(
    `"${name}" is no language that can be chosen. The base voice has heard ${heardLanguages.join(', ')}. It has not heard, but can be taught: ${others.join(', ')}.`
  );
}
