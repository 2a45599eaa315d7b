/** What a person wrote, ready to be spoken: stretches of text with how each is said. */
import type { Language } from '../languages';
import type { Pronunciation } from '../pronunciation';
import { plainManner, type Stretch } from './manner';
import { respell } from './respell';
import { Sounds, withoutPrivate, type ScriptNotice } from './sounds';
import { readSsml } from './ssml';
import { Traced } from './traced';

export interface Script {
  stretches: Stretch[];
  /** IPA of each private-use character */
  sounds: ReadonlyMap<string, string>;
  notices: ScriptNotice[];
}

const inlineIpa = /\[\[([^[\]]{1,200})\]\]/g;

/** Whether a text is to be read as SSML. */
export function isSsml(text: string): boolean {
  return /^\s*(?:<\?xml[^>]*>\s*)?<speak[\s>/]/.test(text);
}

/**
 * Reads a text: SSML where it begins with `<speak>`, else plain; in both, sounds may stand in double brackets.
 * @param pronunciations words that are said otherwise; the last of two for the same word counts
 * @throws InvalidInputError saying what is wrong with the SSML, and where
 */
export function readScript(
  text: string,
  language: Language,
  pronunciations: readonly Pronunciation[] = []
): Script {
  const sounds = new Sounds();
  const stretches: Stretch[] = isSsml(text)
    ? readSsml(text, language, sounds)
    : [{ text: withoutPrivate(Traced.of(text), sounds), manner: plainManner, then: 'paragraph' }];
  const read = stretches.map((stretch) => ({
    ...stretch,
    text: respell(withInlineIpa(stretch.text, sounds), pronunciations, sounds)
  }));
  return { stretches: read, sounds: sounds.bySign, notices: sounds.notices };
}

function withInlineIpa(text: Traced, sounds: Sounds): Traced {
  return text.replace(inlineIpa, (found: string, ipa: string, at: number) =>
    sounds.signOf(ipa, text.source(at, at + found.length) ?? { from: 0, to: 0 })
  );
}
