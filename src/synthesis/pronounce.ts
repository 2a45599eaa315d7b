/** A sentence as a voice reads it: phonemes, and the ids of its own table. */
import { accents, type Accent } from '../config';
import { UnsupportedError } from '../errors';
import { phonemise } from '../text/phonemise';
import type { VoiceConfig } from './voiceConfig';

/**
 * The accent whose phonemes suit an eSpeak NG voice.
 * @throws UnsupportedError if it is not English, the only language whose phonemes are made here
 */
export function accentOf(espeakVoice: string): Accent {
  if (Object.hasOwn(accents, espeakVoice)) return espeakVoice as Accent;
  if (/^en-us(-|$)/.test(espeakVoice)) return 'en-us';
  if (/^en(-|$)/.test(espeakVoice)) return 'en-gb';
  throw new UnsupportedError(
    `This voice speaks the language "${espeakVoice}" of eSpeak NG; only English voices can speak here.`
  );
}

export interface Pronunciation {
  /** ids in Piper's form: `^`, a pad, then each phoneme and a pad, then `$` */
  ids: number[];
  /** the symbol of each id */
  symbols: string[];
}

/** Ids of phonemes by a voice's table; what the table does not have is left out. */
export function piperIds(phonemes: string, { phonemeIds }: VoiceConfig): Pronunciation {
  const pronunciation: Pronunciation = { ids: [], symbols: [] };
  const put = (symbol: string) => {
    for (const id of phonemeIds.get(symbol) ?? []) {
      pronunciation.ids.push(id);
      pronunciation.symbols.push(symbol);
    }
  };
  put('^');
  put('_');
  for (const phoneme of phonemes.normalize('NFD').replaceAll('ʤ', 'dʒ').replaceAll('ʧ', 'tʃ')) {
    if (!phonemeIds.has(phoneme) || '_^$'.includes(phoneme)) continue;
    put(phoneme);
    put('_');
  }
  put('$');
  return pronunciation;
}

/** Text as ids, or null where there is nothing to say in it. */
export async function pronounce(text: string, config: VoiceConfig): Promise<Pronunciation | null> {
  const phonemes = await phonemise(text, accentOf(config.espeakVoice));
  return /\p{L}/u.test(phonemes) ? piperIds(phonemes, config) : null;
}
