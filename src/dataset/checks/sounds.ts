/** The sounds of English, as eSpeak NG writes them, and which of them a dataset does not have. */
import { isEnglish, type Language } from '../../languages';

const everywhere = 'b d f i j k l m n p s t v w z ð ŋ ɔ ə ɛ ɡ ɪ ɹ ʃ ʒ';
/** What each accent has besides: the sounds that come ten times or more in the app's 256 prompts. */
const besides: Partial<Record<Language, string>> = {
  'en-us': 'a e h o u æ ɐ ɑ ɚ ɜ ɾ ʊ ʌ θ ᵻ',
  'en-gb': 'a e h u ɐ ɑ ɒ ɜ ʊ ʌ θ',
  'en-gb-x-rp': 'a e h u æ ɐ ɑ ɒ ɜ ʊ ʌ θ',
  'en-gb-scotland': 'a e h o r ɐ ɒ ɜ ʉ ʌ ʍ θ',
  'en-gb-x-gbclan': 'a e h o u æ ɐ ɑ ɒ ɜ ʊ θ',
  'en-gb-x-gbcwmd': 'a e o u æ ɐ ɑ ɒ ɜ ʊ ʌ θ',
  'en-us-nyc': 'a e h o u æ ɐ ɑ ɒ ɾ ʊ ʌ θ ᵻ',
  'en-029': 'a e h o u ɑ ɒ ɜ ʊ ʌ'
};
/** A word with each of the sounds that can be missing for long. */
const examples: Record<string, string> = {
  ʒ: 'measure',
  θ: 'thin',
  ð: 'this',
  ŋ: 'sing',
  ʃ: 'she',
  j: 'yes',
  ɡ: 'go',
  ɔ: 'thought',
  ɜ: 'bird',
  ɚ: 'letter',
  ɾ: 'water',
  ʊ: 'book',
  ʌ: 'cup',
  æ: 'cat',
  ɑ: 'father',
  ɒ: 'lot',
  u: 'moon',
  o: 'go',
  e: 'day',
  a: 'my',
  h: 'house',
  w: 'we',
  v: 'very',
  z: 'zoo',
  f: 'five',
  p: 'pen',
  b: 'bed'
};

/** The letters for sounds, without stress, length and other marks. */
const letters = /[^\s.,;:!?ˈˌːˑ\p{M}ʰʲʷˤ˞]/gu;

/** The sounds of phonemes, each once. */
export function soundsOf(phonemes: string): Set<string> {
  return new Set(phonemes.match(letters) ?? []);
}

/** The sounds of a language that a voice of it has to know, or null where they are not known. */
export function soundsOfLanguage(language: Language): Set<string> | null {
  if (!isEnglish(language)) return null;
  return new Set(`${everywhere} ${besides[language] ?? besides['en-us'] ?? ''}`.split(' '));
}

/** The sounds of a language that no text has; null where the language's sounds are not known. */
export function missingSounds(language: Language, texts: Iterable<string>): string[] | null {
  const missing = soundsOfLanguage(language);
  if (missing) for (const phonemes of texts) for (const sound of soundsOf(phonemes)) missing.delete(sound);
  return missing && [...missing];
}

/** A sound with a word that has it, where that helps: `ʒ (as in “measure”)`. */
export function soundInWords(sound: string): string {
  const example = examples[sound];
  return example ? `${sound} (as in “${example}”)` : sound;
}
