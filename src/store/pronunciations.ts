/** Lists of pronunciations: one of this device, and one of each voice. */
import { InvalidInputError } from '../errors';
import {
  checkedPronunciation,
  maxPronunciations,
  readPronunciations,
  type Pronunciation
} from '../pronunciation';
import { announce } from './changes';
import { getSetting, saveSetting } from './settings';

/** What is kept under a list's key. */
interface StoredList {
  version: 1;
  entries: Pronunciation[];
}

/** Key of a list among the settings. @param voice null for the device's */
export function pronunciationsKey(voice: string | null): string {
  return voice === null ? 'pronunciations' : `pronunciations of ${voice}`;
}

/** The list of a voice, or of this device, in the order of the alphabet. */
export async function listPronunciations(voice: string | null): Promise<Pronunciation[]> {
  const stored = (await getSetting(pronunciationsKey(voice))) as StoredList | undefined;
  return stored?.entries ?? [];
}

/**
 * Adds an entry, in the place of an older one for the same word.
 * @throws InvalidInputError if a part of it is empty or too long, or the list is full
 */
export async function savePronunciation(entry: Pronunciation, voice: string | null): Promise<Pronunciation> {
  const checked = checkedPronunciation(entry);
  const others = (await listPronunciations(voice)).filter(({ word }) => word !== checked.word);
  await replacePronunciations([...others, checked], voice);
  return checked;
}

export async function removePronunciation(word: string, voice: string | null): Promise<void> {
  const entries = await listPronunciations(voice);
  await replacePronunciations(
    entries.filter((entry) => entry.word !== word),
    voice
  );
}

/** @throws InvalidInputError if there are too many entries, or one of them is none */
export async function replacePronunciations(
  entries: readonly Pronunciation[],
  voice: string | null
): Promise<void> {
  if (entries.length > maxPronunciations)
    throw new InvalidInputError(
      `A list may have ${maxPronunciations} pronunciations; this one would have ${entries.length}.`
    );
  const byWord = entries.map(checkedPronunciation).sort((a, b) => a.word.localeCompare(b.word));
  const list: StoredList = { version: 1, entries: byWord };
  await saveSetting(pronunciationsKey(voice), list);
  announce({ of: 'pronunciations' });
}

/** The text of ownvoice.json with a voice's list in it; null where there is neither. */
export function withPronunciations(about: string | null, entries: readonly Pronunciation[]): string | null {
  if (entries.length === 0) return about;
  const told: unknown = JSON.parse(about ?? '{ "format": "ownvoice", "version": null }');
  return `${JSON.stringify({ ...Object(told), pronunciations: entries }, null, 2)}\n`;
}

/** The list in the text of ownvoice.json; empty where there is none that can be used. */
export function pronunciationsIn(about: string | null): Pronunciation[] {
  const told: unknown = about === null ? null : JSON.parse(about);
  return readPronunciations((Object(told) as Record<string, unknown>)['pronunciations']) ?? [];
}
