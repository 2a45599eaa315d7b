import { normalise } from './normalise';
import { maxSpokenLength, partEnds } from './longSentences';

/** A stretch of a text that is spoken at once: a sentence, or a part of a long one. */
export interface Sentence {
  text: string;
  /** offsets in the whole text */
  start: number;
  end: number;
  /** what ends with it; nothing where a long sentence goes on */
  ends: 'nothing' | 'sentence' | 'paragraph';
}

/** Characters that the segmenter gets at once: its time for each sentence grows with them. */
const windowLength = 2000;
/** Characters that the segmenter must see behind the end of a sentence to be sure of it. */
const lookahead = 100;

/**
 * Splits a text where speech may start anew: at line ends, and where a sentence ends by Unicode's rules (UAX 29),
 * but not behind an abbreviation, whose stop is gone once it is written out. Sentences that are too long to be spoken
 * at once are cut (longSentences.ts).
 * @param maxLength of a sentence that is not cut, in spoken characters
 */
export function splitSentences(text: string, maxLength = maxSpokenLength): Sentence[] {
  const sentences: Sentence[] = [];
  for (const { 0: line, index } of text.matchAll(/[^\r\n]+/g)) {
    let start = 0;
    // A private-use character stands for a word that was given in IPA, with which a sentence may begin.
    for (const end of sentenceEnds(line.replace(/[\ue000-\uf8ff]/g, 'X'))) {
      for (const part of parts(line.slice(start, end), index + start, maxLength)) sentences.push(part);
      start = end;
    }
    const last = sentences.at(-1);
    if (last && last.start >= index) last.ends = 'paragraph';
  }
  return sentences;
}

/** Offsets behind the sentences of a line; the last is its length. */
function* sentenceEnds(line: string): Generator<number> {
  let before = 0;
  for (const end of segmentEnds(line)) {
    // "example.com/?a" goes on.
    const inAWord = /[.!?]$/.test(line.slice(before, end)) && /^[\p{L}\p{N}/&=#]/u.test(line.slice(end));
    if (inAWord) continue;
    const sentence = line.slice(before, end);
    before = end;
    if (isComplete(sentence) || end === line.length) yield end;
  }
}

/** Whether a sentence ends with a stretch of text, whose last stop may be that of an abbreviation. */
function isComplete(text: string): boolean {
  if (/[!?…。！？]["'”’»」』)\]]*\s*$/.test(text)) return true;
  return /[.!?]["'”’)\]]*$/.test(normalise(text));
}

/** Offsets behind the sentences of a line by Unicode's rules, which count the stop of an abbreviation as an end. */
function* segmentEnds(line: string): Generator<number> {
  const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });
  let start = 0;
  let length = windowLength;
  while (start < line.length) {
    const isLast = start + length >= line.length;
    const reliable = isLast ? length : length - lookahead;
    let taken = 0;
    for (const { index, segment } of segmenter.segment(line.slice(start, start + length))) {
      if (index + segment.length > reliable) break;
      taken = index + segment.length;
      yield start + taken;
    }
    start += taken;
    length = taken === 0 ? 2 * length : windowLength;
  }
}

/** A sentence, or the parts of a long one, without the space around them. */
function parts(sentence: string, at: number, maxLength: number): Sentence[] {
  const found: Sentence[] = [];
  let start = 0;
  for (const end of partEnds(sentence, maxLength)) {
    const part = sentence.slice(start, end);
    const trimmed = part.trim();
    const from = at + start + part.indexOf(trimmed);
    if (trimmed) found.push({ text: trimmed, start: from, end: from + trimmed.length, ends: 'nothing' });
    start = end;
  }
  const last = found.at(-1);
  if (last) last.ends = 'sentence';
  return found;
}
