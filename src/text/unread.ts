/** What a voice of a language cannot read, which is to be named and not skipped in silence. */
import type { Language } from '../languages';
import type { Traced } from './traced';

/** A stretch of the given text that is not spoken. */
export interface Unread {
  from: number;
  to: number;
  text: string;
}

/** Scripts that are written together, by the code that stands for them all. */
const scriptSets: Record<string, string[]> = {
  Jpan: ['Hani', 'Hira', 'Kana'],
  Kore: ['Hang', 'Hani'],
  Hans: ['Hani', 'Bopo'],
  Hant: ['Hani', 'Bopo']
};
const patterns = new Map<Language, RegExp | null>();

/**
 * Letters in scripts that a language is not written in; Latin ones eSpeak NG reads in any, and a single Greek letter
 * has a name. Null where the language's script is not known.
 */
function foreignLetters(language: Language): RegExp | null {
  const known = patterns.get(language);
  if (known !== undefined) return known;
  const scripts = scriptsOf(language);
  const own = ['Latn', 'Zyyy', 'Zinh', ...(scripts ?? [])].map((script) => `\\p{sc=${script}}`).join('');
  const pattern = scripts && new RegExp(`(?:(?![${own}])\\p{L}[\\p{M}\\p{sc=Zinh}]*)+`, 'gu');
  patterns.set(language, pattern);
  return pattern;
}

function scriptsOf(language: Language): string[] | null {
  try {
    const { script } = new Intl.Locale(language).maximize();
    return script === undefined ? null : (scriptSets[script] ?? [script]);
  } catch {
    // Not every voice of eSpeak NG is named by a language tag; nothing is held against its texts then.
    return null;
  }
}

const symbols = /[\p{S}\p{No}]\ufe0f?/gu;

/**
 * Takes out of a text what cannot be read.
 * @param text in its spoken form
 * @param isSilent tells whether a symbol has no name in the language
 */
export async function withoutUnread(
  text: Traced,
  language: Language,
  isSilent: (symbol: string) => Promise<boolean>
): Promise<{ text: Traced; unread: { from: number; to: number }[] }> {
  const silent = new Set<string>();
  for (const symbol of new Set(text.text.match(symbols) ?? []))
    if (await isSilent(symbol)) silent.add(symbol);
  const unread: { from: number; to: number }[] = [];
  const take = (found: string, at: number) => {
    const place = text.source(at, at + found.length);
    if (place) unread.push(place);
    return ' ';
  };
  const letters = foreignLetters(language);
  const isUnread = (found: string) =>
    silent.has(found) || (!found.match(symbols) && !/^\p{sc=Grek}$/u.test(found));
  const all = letters ? new RegExp(`${letters.source}|${symbols.source}`, 'gu') : symbols;
  const rest = text.replace(all, (found: string, at: number) => (isUnread(found) ? take(found, at) : found));
  return { text: rest === text ? text : rest.replace(/\s+/g, ' ').trim(), unread };
}
