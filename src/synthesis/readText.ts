/** How a voice reads a text, without speaking it. */
import { textProblem } from '../config';
import { InvalidInputError } from '../errors';
import { languageName, type Language } from '../languages';
import type { Pronunciation } from '../pronunciation';
import { read, type ReadWord, type Reading } from '../text/reading';
import { readScript } from '../text/script';
import type { ScriptNotice } from '../text/sounds';
import { utterances } from '../text/utterances';
import { languageOf } from './pronounce';
import type { VoiceConfig } from './voiceConfig';

/** A text as a voice reads it. */
export interface TextReading {
  /** as it was given: offsets count its UTF-16 units */
  text: string;
  /** IPA */
  phonemes: string;
  words: ReadWord[];
  /** a sentence for each thing that cannot be read or followed */
  notices: ScriptNotice[];
}

/**
 * Reads a text, plain or SSML.
 * @throws InvalidInputError if it is too long or its SSML is not well-formed
 * @throws the signal's reason once it is aborted, between two sentences
 */
export async function readText(
  config: Pick<VoiceConfig, 'espeakVoice'>,
  text: string,
  pronunciations: readonly Pronunciation[] = [],
  signal?: AbortSignal
): Promise<TextReading> {
  const problem = textProblem(text);
  if (problem) throw new InvalidInputError(problem);
  const language = languageOf(config.espeakVoice);
  const script = readScript(text, language, pronunciations);
  const phonemes: string[] = [];
  const words: ReadWord[] = [];
  const notices = [...script.notices];
  for (const utterance of utterances(script)) {
    signal?.throwIfAborted();
    const reading = await read(utterance.text, language, script.sounds);
    phonemes.push(reading.phonemes);
    for (const { from, to, spoken, phonemes: own } of reading.words)
      words.push({ from, to, spoken: withSounds(spoken, script.sounds), phonemes: own });
    notices.push(...unreadNotices(text, reading.unread, language));
  }
  return {
    text,
    phonemes: phonemes.filter((part) => part !== '').join(' '),
    words,
    notices: notices.sort((a, b) => a.from - b.from)
  };
}

/** What is said for a word: sounds in the brackets in which a person gives them. */
function withSounds(spoken: string, sounds: ReadonlyMap<string, string>): string {
  return spoken.replace(/\p{Co}/gu, (sign) => `[[${sounds.get(sign) ?? ''}]]`);
}

/** A sentence for each stretch that cannot be read. */
export function unreadNotices(text: string, unread: Reading['unread'], language: Language): ScriptNotice[] {
  return unread.map(({ from, to }) => ({
    from,
    to,
    text: `“${text.slice(from, to)}” is left out: it cannot be read in ${languageName(language)}.`
  }));
}
