import { phonemize } from 'phonemizer';
import type { Accent } from '../config';
import { normalise } from './normalise';
import { splitAtMarks } from './split';

/**
 * eSpeak NG's voice of each accent, by file: asked for by language ("en-gb"), phonemizer silently keeps the voice
 * it last spoke with.
 */
const voiceFiles: Record<Accent, string> = { 'en-us': 'gmw/en-US', 'en-gb': 'gmw/en' };

/**
 * Text as IPA phonemes of eSpeak NG, which runs as WebAssembly inside the package: offline, in Node, on a page or
 * in a worker. The text is normalised first; each piece's mark follows it, then a space.
 * @returns NFD, one codepoint a symbol, e.g. "həlˈoʊ, wˈɜːld!"; empty where there is nothing to say
 */
export async function phonemise(text: string, accent: Accent): Promise<string> {
  let phonemes = '';
  for (const piece of splitAtMarks(normalise(text))) {
    const lines = await phonemize(piece.text, voiceFiles[accent]);
    // eSpeak marks a change of language, e.g. "(en)".
    const spoken = lines
      .join(' ')
      .replace(/\([a-z-]+\)/g, '')
      .replace(/\s+/g, ' ')
      .trim();
    if (spoken) phonemes += `${spoken}${piece.mark} `;
  }
  return phonemes.trim().normalize('NFD');
}
