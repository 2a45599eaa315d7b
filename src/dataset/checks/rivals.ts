/** Which other transcripts a clip's own is compared with: those that would take about as long to say. */
import { isMandatory, phonemesToIds } from '../../text/phonemeIds';

const rivals = 8;
/** Fewer say too little. */
export const minRivals = 4;
/** transcripts that are looked at closely, of those whose number of letters is nearest */
const candidates = 3 * rivals;

/** How many sounds phonemes have that last. */
export function soundCount(phonemes: string): number {
  return phonemesToIds(phonemes).filter(isMandatory).length;
}

/** The transcripts among which the rivals of one are: others than it, each once. */
export function rivalTexts(own: string, all: Iterable<string>): string[] {
  return nearest(
    [...new Set(all)].filter((text) => text !== '' && text !== own),
    own,
    (text) => text.length
  ).slice(0, candidates);
}

/** The phonemes whose number of sounds is nearest to that of one, without it. */
export function nearestInLength(own: string, others: Iterable<string>): string[] {
  const different = [...new Set(others)].filter((other) => other !== '' && other !== own);
  return nearest(different, own, soundCount).slice(0, rivals);
}

function nearest(others: readonly string[], own: string, lengthOf: (text: string) => number): string[] {
  const length = lengthOf(own) + 1;
  return others
    .map((other) => ({ other, off: Math.abs(Math.log((lengthOf(other) + 1) / length)) }))
    .sort((a, b) => a.off - b.off)
    .map(({ other }) => other);
}
