/** A stretch of text without pauses, and the mark that ends it (empty at the end of a text without one). */
export interface Piece {
  text: string;
  mark: string;
  /** where it begins in the whole text */
  start: number;
}

/**
 * Marks that end a piece: followed by white space, a closing quote or the end, so not those in "3.5" or "a.m". Tried
 * once a run of marks, or the time would grow with the square of its length.
 */
const marks = /(?<![,.;:!?])([,.;:!?]+)(?=[\s'"’”]|$)/;

/**
 * Splits normalised text where a speaker pauses. Of adjacent marks the first counts, and marks before the first
 * word are dropped.
 */
export function splitAtMarks(text: string): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const [i, part] of text.split(marks).entries()) {
    const isMark = i % 2 === 1;
    const last = pieces.at(-1);
    if (!isMark && /[\p{L}\p{N}\p{S}\p{Co}]/u.test(part)) {
      const start = at + part.length - part.trimStart().length;
      pieces.push({ text: part.trim(), mark: '', start });
    } else if (isMark && last?.mark === '') last.mark = part.charAt(0);
    at += part.length;
  }
  return pieces;
}
