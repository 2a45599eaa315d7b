import type { Pronunciation } from '../../pronunciation';
import {
  listPronunciations,
  removePronunciation,
  replacePronunciations,
  savePronunciation
} from '../../store/pronunciations';

/** The words that a voice says otherwise, or that every voice of this device does. */
async function list(voice: string | null = null): Promise<Pronunciation[]> {
  return listPronunciations(voice);
}

/** Adds an entry, in the place of an older one for the same word. @throws InvalidInputError */
async function set(word: string, sound: string, voice: string | null = null): Promise<Pronunciation> {
  return savePronunciation({ word, sound }, voice);
}

async function remove(word: string, voice: string | null = null): Promise<void> {
  await removePronunciation(word, voice);
}

/** Puts a whole list in the place of the one before. @throws InvalidInputError */
async function replace(entries: readonly Pronunciation[], voice: string | null = null): Promise<void> {
  await replacePronunciations(entries, voice);
}

export const pronunciations = { list, set, remove, replace };
