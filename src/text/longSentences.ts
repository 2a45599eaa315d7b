/**
 * Where a sentence is cut that is too long to be spoken at once: one synthesis takes memory for all of it, and nothing
 * is heard before it ends.
 */
import { at } from '../at';

/**
 * Characters that are spoken at once: 60 words or 17 s of speech, about the longest clip that a voice is trained on.
 * Two cores make them in 2 s, and 30 MB above a short sentence's memory.
 */
export const maxSpokenLength = 300;

/** What may be read as a whole word or syllable: digits, signs, and letters of scripts without capitals. */
const longLetter = /[\p{N}\p{S}\p{Lo}]/u;
/** Characters that one of these is taken for. */
const longLetterLength = 5;
/** Marks at which a speaker pauses within a sentence, with the quotes and spaces that belong to them. */
const pauses = /(?:[,;:…)–]["'”’»)\]]*(?=\s)|[—、，；：،؛])\s*/g;
/** A cut is not made in the first third of what could be spoken at once. */
const shortest = 1 / 3;
/** Characters beyond a place that tell whether it is inside a word. */
const lookahead = 50;

const words = new Intl.Segmenter('en', { granularity: 'word' });

/**
 * The offsets behind each part of a sentence, the last of which is its length: parts of about one length, cut behind
 * commas and other pauses, else between words, else (in a word of hundreds of letters) anywhere.
 * @param maxLength in spoken characters
 */
export function partEnds(sentence: string, maxLength = maxSpokenLength): number[] {
  const upTo = spokenLengths(sentence);
  const ends: number[] = [];
  let start = 0;
  for (;;) {
    const left = at(upTo, sentence.length) - at(upTo, start);
    if (left <= maxLength) return [...ends, sentence.length];
    const most = Math.min(maxLength, (1.25 * left) / Math.ceil(left / maxLength));
    let limit = start;
    while (at(upTo, limit + 1) - at(upTo, start) <= most) limit++;
    start = cut(sentence, start, limit);
    ends.push(start);
  }
}

/** How long a text is when it is spoken, in letters of an alphabet. */
export function spokenLength(text: string): number {
  return at(spokenLengths(text), text.length);
}

/** Spoken characters before each offset. */
function spokenLengths(text: string): Uint32Array {
  const upTo = new Uint32Array(text.length + 1);
  let offset = 0;
  let spoken = 0;
  for (const letter of text) {
    spoken += longLetter.test(letter) ? longLetterLength : 1;
    upTo.fill(spoken, offset + 1, offset + letter.length + 1);
    offset += letter.length;
  }
  return upTo;
}

/** The best place to cut behind `start`, at `limit` the latest. */
function cut(text: string, start: number, limit: number): number {
  // One more character, which tells whether a mark or a space ends there.
  const reach = text.slice(start, limit + 1);
  const earliest = shortest * (limit - start);
  const last = (places: RegExp) =>
    [...reach.matchAll(places)]
      .map((match) => match.index + match[0].length)
      .findLast((end) => end >= earliest && end <= limit - start);
  const found = last(pauses) ?? last(/\s+/g);
  if (found !== undefined) return start + found;
  const word = words.segment(text.slice(start, limit + lookahead)).containing(limit - start)?.index ?? 0;
  return word >= earliest ? start + word : limit;
}
