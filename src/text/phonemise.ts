import { phonemize } from 'phonemizer';
import { voiceFile } from '../espeakVoices';
import { isEnglish, type Language } from '../languages';
import { emojiNamesFor } from './emoji';
import { espeakIpa } from './espeakNg';
import { spokenForm } from './normalise';
import { splitAtMarks } from './split';
import { Traced } from './traced';
import { withoutUnread } from './unread';

/** Sounds that a person gave, each by the private-use character that stands for them in the text. */
export type GivenSounds = ReadonlyMap<string, string>;

/** A stretch of spoken text without pauses. */
export interface SpokenPiece {
  /** words, with a space between two */
  text: Traced;
  /** IPA, NFD, with a space between two words, of which eSpeak NG runs some together */
  ipa: string;
  /** what ends it: one of , . ; : ! ? or nothing */
  mark: string;
}

/**
 * Text as IPA phonemes of eSpeak NG, which runs as WebAssembly: offline, in Node, on a page or in a worker. English
 * needs only the small build in `phonemizer`. English text is normalised first, in other languages its punctuation
 * only; each piece's mark follows it, then a space.
 * @returns NFD, one codepoint a symbol, e.g. "həlˈoʊ, wˈɜːld!"; empty where there is nothing to say
 */
export async function phonemise(text: string, language: Language): Promise<string> {
  const { pieces } = await spokenPieces(Traced.of(text), language);
  return pieces.map(({ ipa, mark }) => ipa + mark).join(' ');
}

/** The parts of a text that are spoken, and the stretches of the given text that cannot be read. */
export async function spokenPieces(
  given: Traced,
  language: Language,
  sounds: GivenSounds = new Map()
): Promise<{ pieces: SpokenPiece[]; unread: { from: number; to: number }[] }> {
  const emoji = isEnglish(language) ? await emojiNamesFor(given.text) : undefined;
  const form = spokenForm(language, given, emoji);
  const { text, unread } = await withoutUnread(form, language, (symbol) => isSilent(symbol, language));
  const pieces: SpokenPiece[] = [];
  for (const { text: words, mark, start } of splitAtMarks(text.text)) {
    const ipa = await ipaWithGiven(words, language, sounds);
    if (ipa) pieces.push({ text: text.slice(start, start + words.length), ipa, mark });
  }
  return { pieces, unread };
}

/** A word that stands for given sounds while its neighbours are read, so that "a" is no letter before them. */
const carrier = 'tata';

/** The phonemes of words, with given sounds in the places of their private-use characters. */
async function ipaWithGiven(words: string, language: Language, sounds: GivenSounds): Promise<string> {
  const given = [...words.matchAll(/\p{Co}/gu)].map(([sign]) => sounds.get(sign) ?? '');
  if (given.length === 0) return ipaOf(words, language);
  const carried = (await ipaOf(words.replace(/\p{Co}/gu, ` ${carrier} `), language)).split(
    new RegExp(`(?<= |^)${await ipaOf(carrier, language)}(?= |$)`)
  );
  if (carried.length === given.length + 1)
    return carried
      .map((around, i) => `${around}${given[i] ?? ''}`)
      .join('')
      .trim();
  return ipaInParts(words, language, sounds);
}

/** As `ipaWithGiven`, where eSpeak NG did not leave the carrier as it was: what is between sounds is read alone. */
async function ipaInParts(words: string, language: Language, sounds: GivenSounds): Promise<string> {
  const parts: string[] = [];
  for (const part of words.split(/(\p{Co})/u)) {
    const given = sounds.get(part);
    if (given !== undefined) parts.push(given);
    else if (/[^\s\p{Co}]/u.test(part)) parts.push(await ipaOf(part.trim(), language));
  }
  return parts.filter((part) => part !== '').join(' ');
}

/** The phonemes of words without marks, in NFD. */
export async function ipaOf(words: string, language: Language): Promise<string> {
  // By file: asked for by language ("en-gb"), phonemizer silently keeps the voice it last spoke with.
  const voice = voiceFile(language);
  const ipa = isEnglish(language) ? (await phonemize(words, voice)).join(' ') : await espeakIpa(words, voice);
  return (
    ipa
      // eSpeak marks a change of language, e.g. "(en)", ...
      .replace(/\([a-z0-9-]+\)/g, '')
      // ... and cannot write German /ʊr/.
      .replaceAll('??', 'ʊɾ')
      .replace(/\s+/g, ' ')
      .trim()
      .normalize('NFD')
  );
}

const silences = new Map<string, boolean>();

/** Whether eSpeak NG passes a symbol over. */
async function isSilent(symbol: string, language: Language): Promise<boolean> {
  const key = `${language} ${symbol}`;
  const known = silences.get(key);
  if (known !== undefined) return known;
  const silent = (await ipaOf(symbol, language)) === '';
  silences.set(key, silent);
  return silent;
}
