/** Words that are said otherwise than they are written: what an entry of a list is. */
import { InvalidInputError } from './errors';

/** One entry of a list. */
export interface Pronunciation {
  /** as it is written; without a capital it stands for the word in any case */
  word: string;
  /** another spelling, or IPA in double brackets: [[təˈmeɪtoʊ]] */
  sound: string;
}

export const maxPronunciations = 1000;
const maxLength = 100;

/**
 * An entry as it is kept: trimmed, in NFC.
 * @throws InvalidInputError if one of its parts is empty or too long
 */
export function checkedPronunciation({ word, sound }: Pronunciation): Pronunciation {
  const tidy = (text: string) =>
    text
      .normalize('NFC')
      .replace(/[\s\p{Co}\p{Cc}]+/gu, ' ')
      .trim();
  const entry = { word: tidy(word), sound: tidy(sound) };
  for (const [name, text] of Object.entries(entry) as [keyof Pronunciation, string][])
    if (text === '' || text.length > maxLength)
      throw new InvalidInputError(
        `The ${name} of a pronunciation has 1 to ${maxLength} characters; this one has ${text.length}.`
      );
  if (!/[\p{L}\p{N}]/u.test(entry.word))
    throw new InvalidInputError(`"${entry.word}" is no word: a pronunciation is for letters or digits.`);
  return entry;
}

/** A list as a file tells it, checked; null where it is none. */
export function readPronunciations(told: unknown): Pronunciation[] | null {
  if (!Array.isArray(told) || told.length > maxPronunciations) return null;
  try {
    return told.map((entry: unknown) => {
      const { word, sound } = Object(entry) as Record<string, unknown>;
      if (typeof word !== 'string' || typeof sound !== 'string') throw new InvalidInputError('no entry');
      return checkedPronunciation({ word, sound });
    });
  } catch {
    // One wrong entry makes the list another program's.
    return null;
  }
}
