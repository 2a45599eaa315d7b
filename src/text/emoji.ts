/** The names of emoji in English, from Unicode's list, which is loaded only for a text that has some. */
import type { Traced } from './traced';

const sequence =
  /(?:\p{RI}{2}|[0-9#*]\ufe0f?\u20e3|(?![©®™])\p{Extended_Pictographic}\ufe0f?[\u{1f3fb}-\u{1f3ff}]?(?:\u200d\p{Extended_Pictographic}\ufe0f?[\u{1f3fb}-\u{1f3ff}]?){0,8})/gu;
/** Colours of skin and how a sign is to be drawn. */
const variants = /\ufe0f|[\u{1f3fb}-\u{1f3ff}]/gu;

/** The name of each emoji, whose variants are left out of the key. */
export type EmojiNames = ReadonlyMap<string, string>;

const none: EmojiNames = new Map();
let loaded: Promise<EmojiNames> | null = null;

/** Names for the emoji of a text. */
export function emojiNamesFor(text: string): Promise<EmojiNames> {
  if (text.search(sequence) < 0) return Promise.resolve(none);
  loaded ??= import('unicode-emoji-json/data-by-emoji.json').then(({ default: table }) => {
    const entries = Object.entries(table as Record<string, { name: string }>);
    return new Map(entries.map(([emoji, { name }]) => [emoji.replace(variants, ''), name] as const));
  });
  return loaded;
}

const faces: Record<string, string> = {
  ')': 'smile',
  '(': 'frown',
  D: 'laugh',
  P: 'tongue out',
  '/': 'doubt'
};

/** Emoji, and faces typed with marks, as their names; one of a row of the same. One whose name is not known is left as it is. */
export function readEmoji(text: Traced, names: EmojiNames): Traced {
  const typed = text.replace(
    /(?<=^|\s)([:;=])[-']?([()DP/])(?=[\s.,!?]|$)/g,
    (_, eyes: string, mouth: string) => (eyes === ';' && mouth === ')' ? 'wink' : (faces[mouth] ?? ''))
  );
  if (names.size === 0) return typed;
  let before = { emoji: '', end: -1 };
  return typed.replace(sequence, (found: string, at: number) => {
    const emoji = found.replace(variants, '');
    const again = emoji === before.emoji && at === before.end;
    before = { emoji, end: at + found.length };
    const name = names.get(emoji);
    if (name === undefined) return found;
    return again ? '' : ` ${name.replace(/^flag /, 'flag of ').replaceAll(/[“”:]/g, '')} `;
  });
}
