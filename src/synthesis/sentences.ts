import { normalise } from '../text/normalise';

/** A stretch of a text that is spoken at once. */
export interface Sentence {
  text: string;
  /** offsets in the whole text */
  start: number;
  end: number;
  /** whether a paragraph ends with it */
  endsParagraph: boolean;
}

/**
 * Splits a text where speech may start anew: at line ends, and where a sentence ends by Unicode's rules (UAX 29),
 * but not behind an abbreviation, whose stop is gone once it is written out.
 */
export function splitSentences(text: string): Sentence[] {
  const sentences: Sentence[] = [];
  const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });
  for (const line of text.matchAll(/[^\r\n]+/g)) {
    let start = 0;
    for (const { segment, index } of segmenter.segment(line[0])) {
      const end = index + segment.length;
      const part = line[0].slice(start, end);
      const complete = /[.!?…]["'”’)\]]*$/.test(normalise(part).trim());
      if (!complete && end < line[0].length) continue;
      const trimmed = part.trim();
      if (trimmed) {
        const from = line.index + start + part.indexOf(trimmed);
        sentences.push({ text: trimmed, start: from, end: from + trimmed.length, endsParagraph: false });
      }
      start = end;
    }
    const last = sentences.at(-1);
    if (last && last.start >= line.index) last.endsParagraph = true;
  }
  return sentences;
}
