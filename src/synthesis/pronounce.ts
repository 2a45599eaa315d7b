/** A sentence as a voice reads it: phonemes, and the ids of its own table. */
import { UnsupportedError } from '../errors';
import { voiceNamed } from '../espeakVoices';
import type { Language } from '../languages';
import type { GivenSounds } from '../text/phonemise';
import { read, type Reading } from '../text/reading';
import type { Traced } from '../text/traced';
import type { VoiceConfig } from './voiceConfig';

/**
 * The language of the eSpeak NG voice that a voice's phonemes are to come from.
 * @throws UnsupportedError if eSpeak NG has no such voice
 */
export function languageOf(espeakVoice: string): Language {
  const language = voiceNamed(espeakVoice);
  if (language) return language;
  throw new UnsupportedError(
    `This voice takes its phonemes from "${espeakVoice}", which is no voice of the eSpeak NG built in here. See "espeak" in its .onnx.json.`
  );
}

export interface Pronunciation {
  /** ids in Piper's form: `^`, a pad, then each phoneme and a pad, then `$` */
  ids: number[];
  /** the symbol of each id */
  symbols: string[];
  /** where the phoneme of each id is among the phonemes; -1 for the start, the end and pads */
  places: number[];
}

/** Ids of phonemes by a voice's table; what the table does not have is left out. */
export function piperIds(phonemes: string, { phonemeIds }: VoiceConfig): Pronunciation {
  const pronunciation: Pronunciation = { ids: [], symbols: [], places: [] };
  const put = (symbol: string, place: number) => {
    for (const id of phonemeIds.get(symbol) ?? []) {
      pronunciation.ids.push(id);
      pronunciation.symbols.push(symbol);
      pronunciation.places.push(place);
    }
  };
  put('^', -1);
  put('_', -1);
  let place = 0;
  for (const phoneme of phonemes) {
    for (const symbol of (decomposed[phoneme] ?? phoneme).normalize('NFD'))
      if (phonemeIds.has(symbol) && !'_^$'.includes(symbol)) {
        put(symbol, place);
        put('_', -1);
      }
    place += phoneme.length;
  }
  put('$', -1);
  return pronunciation;
}

/** Single letters for two sounds, which Piper's table does not have. */
const decomposed: Record<string, string> = { ʤ: 'dʒ', ʧ: 'tʃ' };

/** A text as ids, with the words that they are of; no ids where there is nothing to say. */
export interface Pronounced {
  pronunciation: Pronunciation | null;
  reading: Reading;
}

/** @param sounds IPA of private-use characters in the text */
export async function pronounce(
  text: Traced,
  config: VoiceConfig,
  sounds?: GivenSounds
): Promise<Pronounced> {
  const reading = await read(text, languageOf(config.espeakVoice), sounds);
  const words = /\p{L}/u.test(reading.phonemes);
  return { pronunciation: words ? piperIds(reading.phonemes, config) : null, reading };
}
