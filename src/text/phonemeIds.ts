/** Piper's phoneme ids, and which of them take time. docs/MODEL.md, "Timed tokens". */
import table from './phonemeIds.json';

const idOf = new Map(Object.entries(table).map(([symbol, ids]) => [symbol, ids[0]!]));
const startId = idOf.get('^')!;
const endId = idOf.get('$')!;

const idsOf = (symbols: string) => new Set([...symbols].map((symbol) => idOf.get(symbol)!));

/** Stress, length and other marks colour their neighbours and last zero frames. */
const untimed = idsOf('_ˈˌːˑ˞ʲʰˤʷ\'()#"↓↑\u0327\u0303\u032a\u032f\u0329\u033a\u033b\u031d\u030a');
/** Pauses: they may last zero frames. */
const optional = idsOf('^$ !,-.:;?');
/** Single letters for two sounds, which the table does not have. */
const decomposed: Record<string, string> = { ʤ: 'dʒ', ʧ: 'tʃ' };

/**
 * Ids of phonemes, `^` first and `$` last, without pads. A symbol that the table does not have is left out.
 * @param phonemes IPA, as phonemise gives it or as a person typed it
 */
export function phonemesToIds(phonemes: string): number[] {
  const symbols = phonemes.normalize('NFD').replace(/[ʤʧ]/g, (symbol) => decomposed[symbol]!);
  return [startId, ...[...symbols].flatMap((symbol) => idOf.get(symbol) ?? []), endId];
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
