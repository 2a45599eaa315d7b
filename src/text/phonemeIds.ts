/** Piper's phoneme ids, and which of them take time. docs/MODEL.md, "Timed tokens". */
import table from './phonemeIds.json';

type KnownSymbol = keyof typeof table;
const ids = table as Record<KnownSymbol, [number]>;
const idOf = new Map<string, number>(Object.entries(ids).map(([symbol, [id]]) => [symbol, id]));

const idsOf = (symbols: string) => new Set(([...symbols] as KnownSymbol[]).map((symbol) => ids[symbol][0]));

/** Stress, length and other marks colour their neighbours and last zero frames. */
const untimed = idsOf('_ˈˌːˑ˞ʲʰˤʷ\'()#"↓↑\u0327\u0303\u032a\u032f\u0329\u033a\u033b\u031d\u030a');
/** Pauses: they may last zero frames. */
const optional = idsOf('^$ !,-.:;?');

/**
 * Ids of phonemes, `^` first and `$` last, without pads. A symbol that the table does not have is left out.
 * @param phonemes IPA, as phonemise gives it or as a person typed it
 */
export function phonemesToIds(phonemes: string): number[] {
  // The table does not have the single letters for two sounds.
  const symbols = phonemes.normalize('NFD').replaceAll('ʤ', 'dʒ').replaceAll('ʧ', 'tʃ');
  return [...ids['^'], ...[...symbols].flatMap((symbol) => idOf.get(symbol) ?? []), ...ids.$];
}

/** Whether a token can last; the others always have zero frames. */
export function isTimed(id: number): boolean {
  return !untimed.has(id);
}

/** Whether a timed token may be skipped: start, end, space and punctuation. */
export function isOptional(id: number): boolean {
  return optional.has(id);
}

/** Whether a token lasts at least one frame. */
export function isMandatory(id: number): boolean {
  return isTimed(id) && !isOptional(id);
}
