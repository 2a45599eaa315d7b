/** How a text is read: its phonemes, and which of them belong to which written word. */
import type { Language } from '../languages';
import { alignWords } from './align';
import { ipaOf, spokenPieces, type GivenSounds } from './phonemise';
import type { Traced } from './traced';
import type { Unread } from './unread';

/** A written word, or several that are read as one, e.g. "3.5 kg". */
export interface ReadWord {
  /** offsets in the given text */
  from: number;
  to: number;
  /** what is said for it */
  spoken: string;
  phonemes: string;
}

/** A word and where its phonemes are among the sentence's. */
export interface PlacedWord extends ReadWord {
  start: number;
  end: number;
}

export interface Reading {
  /** as `phonemise` gives them */
  phonemes: string;
  words: PlacedWord[];
  /** what cannot be read in this language, in the order of the text */
  unread: Omit<Unread, 'text'>[];
}

/** Scripts that put no space between words. */
const unspaced = /[\p{sc=Hani}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}]/u;
const spokenSigns = /[\p{L}\p{M}\p{N}\p{S}\p{Co}%‰&@#§]/gu;

/** A spoken word of a piece. */
interface Token {
  text: string;
  at: number;
}

/** Reads a sentence, or another stretch of text. @param sounds that stand for private-use characters of it */
export async function read(text: Traced, language: Language, sounds?: GivenSounds): Promise<Reading> {
  const { pieces, unread } = await spokenPieces(text, language, sounds);
  const words: PlacedWord[] = [];
  let phonemes = '';
  for (const piece of pieces) {
    if (phonemes !== '') phonemes += ' ';
    const tokens = tokensOf(piece.text.text, language);
    const places = await placesOf(tokens, piece.ipa, language, sounds);
    for (const [i, { text: spoken, at }] of tokens.entries()) {
      const source = spokenSource(piece.text, spoken, at);
      if (!source) continue;
      const [start, end] = (places[i] ?? [0, 0]).map((place) => phonemes.length + place) as [number, number];
      const last = words.at(-1);
      if (last && areOne(last, source, spoken)) {
        last.spoken += ` ${spoken}`;
        last.to = Math.max(last.to, source.to);
        last.end = end;
      } else words.push({ ...source, spoken, phonemes: '', start, end });
    }
    phonemes += piece.ipa + piece.mark;
  }
  for (const word of words) word.phonemes = phonemes.slice(word.start, word.end);
  return { phonemes, words, unread: unread.sort((a, b) => a.from - b.from) };
}

/** Whether what is said next came of the same stretch of writing, as "fifty cents" in "$3.50". */
function areOne(last: PlacedWord, next: { from: number; to: number }, spoken: string): boolean {
  if (next.from < last.to) return true;
  return next.from === last.to && !(unspaced.test(last.spoken) && unspaced.test(spoken));
}

function tokensOf(text: string, language: Language): Token[] {
  const tokens: Token[] = [];
  for (const { 0: word, index } of text.matchAll(/\p{Co}|[^\s\p{Co}]+/gu)) {
    if (!unspaced.test(word)) tokens.push({ text: word, at: index });
    else
      for (const { segment, index: at, isWordLike } of wordSegmenter(language).segment(word))
        if (isWordLike) tokens.push({ text: segment, at: index + at });
  }
  return tokens;
}

function wordSegmenter(language: Language): Intl.Segmenter {
  // Chinese by its tag: eSpeak NG's names of its languages are no locales that browsers know the words of.
  const locale = /^(?:cmn|yue|hak)/.test(language) ? 'zh' : language;
  return new Intl.Segmenter([locale, 'en'], { granularity: 'word' });
}

/** What of the given text a spoken word stands for, without the marks around it. */
function spokenSource(text: Traced, word: string, at: number): { from: number; to: number } | null {
  const signs = [...word.matchAll(spokenSigns)];
  const [first] = signs;
  const last = signs.at(-1);
  if (!first || !last) return null;
  return text.source(at + first.index, at + last.index + last[0].length);
}

/** Where the phonemes of each word are. */
async function placesOf(
  tokens: readonly Token[],
  ipa: string,
  language: Language,
  sounds?: GivenSounds
): Promise<[start: number, end: number][]> {
  const apart = [...ipa.matchAll(/\S+/g)];
  if (apart.length === tokens.length && !tokens.some(({ text }) => /[\p{N}\p{S}]/u.test(text)))
    return apart.map(({ 0: word, index }) => [index, index + word.length]);
  const alone: string[] = [];
  for (const { text } of tokens) alone.push(sounds?.get(text) ?? (await spokenAlone(text, language)));
  return alignWords(alone, ipa);
}

/** Words that were spoken alone, the oldest first. */
const spoken = new Map<string, string>();
const maxSpoken = 5000;

async function spokenAlone(word: string, language: Language): Promise<string> {
  const key = `${language} ${word}`;
  const ipa = spoken.get(key) ?? (await ipaOf(word, language));
  spoken.delete(key);
  spoken.set(key, ipa);
  for (const oldest of spoken.keys()) {
    if (spoken.size <= maxSpoken) break;
    spoken.delete(oldest);
  }
  return ipa;
}
