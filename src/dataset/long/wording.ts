/** A long text as what is to be heard of it: sentences, in clauses where a speaker may pause. */
import type { Language } from '../../languages';
import { phonemesToIds } from '../../text/phonemeIds';
import { spokenPieces } from '../../text/phonemise';
import { splitSentences } from '../../text/sentences';
import { Traced } from '../../text/traced';

/** Words without a pause. */
export interface Clause {
  /** offset of its first character in the whole text */
  start: number;
  /** its phoneme ids within those of its sentence: the second not included */
  ids: [number, number];
}

export interface WordedSentence {
  /** offset behind its last character */
  end: number;
  /** phoneme ids without pads, `^` first and `$` last */
  ids: number[];
  clauses: Clause[];
}

/** The sentences of a text; those in which nothing can be spoken are left out. */
export async function wording(text: string, language: Language): Promise<WordedSentence[]> {
  const worded: WordedSentence[] = [];
  const [space = []] = [phonemesToIds(' ').slice(1, -1)];
  const [begin = 0, end = 0] = phonemesToIds('');
  for (const sentence of splitSentences(text)) {
    const { pieces } = await spokenPieces(Traced.of(sentence.text, sentence.start), language);
    const ids = [begin];
    const clauses: Clause[] = [];
    for (const { text: words, ipa, mark } of pieces) {
      if (clauses.length > 0) ids.push(...space);
      const from = ids.length;
      ids.push(...phonemesToIds(ipa + mark).slice(1, -1));
      const source = words.source(0, words.text.length)?.from ?? sentence.start;
      clauses.push({ start: clauses.length === 0 ? sentence.start : source, ids: [from, ids.length] });
    }
    ids.push(end);
    if (clauses.length > 0) worded.push({ end: sentence.end, ids, clauses });
  }
  return worded;
}
