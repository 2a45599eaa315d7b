/** Sounds that a person gives in IPA: each is a private-use character of the text, which every rule leaves alone. */
import { InvalidInputError } from '../errors';
import phonemeIds from './phonemeIds.json';
import type { Traced } from './traced';

/** Something that a person should know, and where it is in the given text. */
export interface ScriptNotice {
  from: number;
  to: number;
  text: string;
}

const firstSign = 0xe000;
const lastSign = 0xf8ff;
/** Symbols of the table, and the two that are written as two of it. */
const known = new Set([...Object.keys(phonemeIds), 'ʤ', 'ʧ']);

/** Gives private-use characters to sounds. */
export class Sounds {
  readonly bySign = new Map<string, string>();
  readonly notices: ScriptNotice[] = [];
  private readonly signs = new Map<string, string>();

  /**
   * The character that stands for sounds; what is no symbol of theirs is left out and named.
   * @param at where they are in the given text
   */
  signOf(ipa: string, at: { from: number; to: number }): string {
    const symbols = [...ipa.normalize('NFD').replace(/\s+/g, ' ').trim()];
    const unknown = [...new Set(symbols.filter((symbol) => !known.has(symbol) || '_^$'.includes(symbol)))];
    if (unknown.length > 0)
      this.notices.push({
        ...at,
        text: `${unknown.map((symbol) => `"${symbol}"`).join(', ')} in "${ipa.trim()}" ${unknown.length === 1 ? 'is no symbol' : 'are no symbols'} of the IPA that a voice knows, and ${unknown.length === 1 ? 'is' : 'are'} left out.`
      });
    const sounds = symbols.filter((symbol) => !unknown.includes(symbol)).join('');
    const sign = this.signs.get(sounds) ?? String.fromCharCode(firstSign + this.signs.size);
    if (sign.charCodeAt(0) > lastSign)
      throw new InvalidInputError('The text gives too many sounds in IPA. Speak it in parts.');
    this.signs.set(sounds, sign);
    this.bySign.set(sign, sounds);
    return sign;
  }
}

/** A text's own private-use characters have no meaning here. */
export function withoutPrivate(text: Traced, { notices }: Sounds): Traced {
  return text.replace(/\p{Co}+/gu, (found: string, at: number) => {
    const place = text.source(at, at + found.length);
    if (place)
      notices.push({ ...place, text: 'A character without a meaning of its own (private use) is left out.' });
    return ' ';
  });
}
