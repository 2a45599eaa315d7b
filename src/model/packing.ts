/**
 * Packed batches: the clips of a batch lie below each other in one matrix, `gapRows` masked rows apart. The gap is
 * as wide as the widest kernel's reach, so neighbours never touch, and no row is spent on padding short clips to the
 * longest.
 */

/** Rows between two clips: half of the widest kernel (7). */
export const gapRows = 3;

/** Rows of a packed matrix are padded to this, so that batches share buffer sizes and rows can be added up in groups. */
export const rowMultiple = 32;

/** Where one clip lies in a packed matrix. */
export interface Span {
  start: number;
  length: number;
}

/** Spans of clips with the given lengths, and the row count of the matrix. */
export function packSpans(lengths: number[]): { spans: Span[]; rows: number } {
  let end = 0;
  const spans = lengths.map((length) => {
    const span = { start: end, length };
    end += length + gapRows;
    return span;
  });
  return { spans, rows: Math.ceil(end / rowMultiple) * rowMultiple };
}

/** Lays the clips' matrices [length, columns] into one [rows, columns], zero elsewhere. */
export function packRows(
  parts: ArrayLike<number>[],
  spans: Span[],
  rows: number,
  columns: number
): Float32Array {
  const packed = new Float32Array(rows * columns);
  parts.forEach((part, i) => packed.set(part, spans[i]!.start * columns));
  return packed;
}

/** 1 in the rows of clips and 0 elsewhere: [rows]. */
export function packMask(spans: Span[], rows: number): Float32Array {
  const mask = new Float32Array(rows);
  for (const { start, length } of spans) mask.fill(1, start, start + length);
  return mask;
}
