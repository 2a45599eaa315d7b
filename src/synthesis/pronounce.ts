/** A sentence as a voice reads it: phonemes, and the ids of its own table. */
import { UnsupportedError } from '../errors';
import { voiceNamed } from '../espeakVoices';
import type { Language } from '../languages';
import { phonemise } from '../text/phonemise';
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
  const phonemes = await phonemise(text, languageOf(config.espeakVoice));
  return /\p{L}/u.test(phonemes) ? piperIds(phonemes, config) : null;
}
