import { phonemize } from 'phonemizer';
import { voiceFile } from '../espeakVoices';
import { isEnglish, type Language } from '../languages';
import { espeakIpa } from './espeakNg';
import { normaliseIn } from './normalise';
import { splitAtMarks } from './split';

/**
 * Text as IPA phonemes of eSpeak NG, which runs as WebAssembly: offline, in Node, on a page or in a worker. English
 * needs only the small build in `phonemizer`. English text is normalised first, in other languages its punctuation
 * only; each piece's mark follows it, then a space.
 * @returns NFD, one codepoint a symbol, e.g. "həlˈoʊ, wˈɜːld!"; empty where there is nothing to say
 */
export async function phonemise(text: string, language: Language): Promise<string> {
  const english = isEnglish(language);
  let phonemes = '';
  for (const piece of splitAtMarks(normaliseIn(language, text))) {
    // By file: asked for by language ("en-gb"), phonemizer silently keeps the voice it last spoke with.
    const voice = voiceFile(language);
    const ipa = english ? (await phonemize(piece.text, voice)).join(' ') : await espeakIpa(piece.text, voice);
    const spoken = ipa
      // eSpeak marks a change of language, e.g. "(en)", ...
      .replace(/\([a-z0-9-]+\)/g, '')
      // ... and cannot write German /ʊr/.
      .replaceAll('??', 'ʊɾ')
      .replace(/\s+/g, ' ')
      .trim();
    if (spoken) phonemes += `${spoken}${piece.mark} `;
  }
  return phonemes.trim().normalize('NFD');
}
