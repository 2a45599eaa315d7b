/** Which stretch of a sentence's phonemes belongs to which of its words, where eSpeak NG ran some of them together. */

const marks = new Set('ˈˌː');
/** More than two cheap changes: a space only ever stands for a space. */
const otherThanSpace = 3;

function gap(symbol: string): number {
  return symbol === ' ' ? 0.5 : marks.has(symbol) ? 0.25 : 1;
}

function change(one: string, other: string): number {
  if (one === other) return 0;
  return one === ' ' || other === ' ' ? otherThanSpace : 1;
}

/**
 * Aligns the phonemes of words, each spoken alone, with those of the words spoken together, by the least edit distance
 * (Wagner and Fischer 1974), in which stress and length weigh little.
 * @returns for each word the offsets [start, end) of its phonemes in `together`; what is between two words is a space
 */
export function alignWords(alone: readonly string[], together: string): [start: number, end: number][] {
  const joined = alone.join(' ');
  const columns = together.length + 1;
  const costs = new Float32Array((joined.length + 1) * columns);
  for (let j = 1; j < columns; j++) costs[j] = (costs[j - 1] ?? 0) + gap(together.charAt(j - 1));
  for (let i = 1; i <= joined.length; i++) {
    const symbol = joined.charAt(i - 1);
    const row = i * columns;
    costs[row] = (costs[row - columns] ?? 0) + gap(symbol);
    for (let j = 1; j < columns; j++) {
      const other = together.charAt(j - 1);
      costs[row + j] = Math.min(
        (costs[row - columns + j - 1] ?? 0) + change(symbol, other),
        (costs[row - columns + j] ?? 0) + gap(symbol),
        (costs[row + j - 1] ?? 0) + gap(other)
      );
    }
  }
  const places = path(joined, together, costs);
  let at = 0;
  return alone.map((phonemes) => {
    const end = at + phonemes.length;
    const [from = 0, to = 0] = [places[at], places[end]];
    at = end + 1;
    const blank = together.slice(from, to).length - together.slice(from, to).trimStart().length;
    return [from + blank, Math.max(from + blank, from + together.slice(from, to).trimEnd().length)];
  });
}

/** For each offset in `joined` the offset in `together` at which it was reached. */
function path(joined: string, together: string, costs: Float32Array): Int32Array {
  const columns = together.length + 1;
  const places = new Int32Array(joined.length + 1);
  const cost = (i: number, j: number) => costs[i * columns + j] ?? Infinity;
  let i = joined.length;
  let j = together.length;
  places[i] = j;
  while (i > 0) {
    const symbol = joined.charAt(i - 1);
    const other = together.charAt(j - 1);
    if (j > 0 && cost(i, j) >= cost(i - 1, j - 1) + change(symbol, other) - 1e-4) places[--i] = --j;
    else if (cost(i, j) >= cost(i - 1, j) + gap(symbol) - 1e-4) places[--i] = j;
    else j--;
  }
  places[0] = 0;
  return places;
}
