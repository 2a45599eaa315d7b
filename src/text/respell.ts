import type { Pronunciation } from '../pronunciation';
import type { Sounds } from './sounds';
import type { Traced } from './traced';

/** Puts the sound or spelling of each listed word in its place. */
export function respell(text: Traced, list: readonly Pronunciation[], sounds: Sounds): Traced {
  if (list.length === 0) return text;
  const exact = new Map<string, string>();
  const anyCase = new Map<string, string>();
  for (const { word, sound } of list) (word === word.toLowerCase() ? anyCase : exact).set(word, sound);
  const words = [...exact.keys(), ...anyCase.keys()].sort((a, b) => b.length - a.length);
  const pattern = new RegExp(
    `(?<![\\p{L}\\p{N}])(?:${words.map(escaped).join('|')})(?![\\p{L}\\p{N}])`,
    'giu'
  );
  return text.replace(pattern, (found: string, at: number) => {
    const word = found.replace(/\s+/g, ' ');
    const sound = exact.get(word) ?? anyCase.get(word.toLowerCase());
    if (sound === undefined) return found;
    const ipa = /^\[\[(.+)\]\]$/.exec(sound)?.[1];
    const place = text.source(at, at + found.length) ?? { from: 0, to: 0 };
    return ipa === undefined ? sound : sounds.signOf(ipa, place);
  });
}

function escaped(word: string): string {
  return word.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&').replaceAll(' ', '\\s+');
}
