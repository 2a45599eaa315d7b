/** Cuts a text between two words, at the gap that is nearest to a place in it (characters). */
export function splitText(text: string, place: number): [string, string] {
  const gaps = [...text.matchAll(/\s+/g)].map(({ index }) => index);
  const nearest = gaps.reduce(
    (best, gap) => (Math.abs(gap - place) < Math.abs(best - place) ? gap : best),
    text.length
  );
  return [text.slice(0, nearest).trim(), text.slice(nearest).trim()];
}
