/** What is wrong with a clip beside the others of its dataset. */
import type { CheckName, ClipFacts, Finding } from '../../store/records';

/** A clip's own findings, and what is compared. */
export interface ComparedClip {
  id: string;
  findings: readonly Finding[];
  facts: ClipFacts;
}

/** Fewer clips do not tell what is usual. */
const minClips = 10;
/** scale of the median absolute deviation to a standard deviation, for normal values */
const madScale = 1.4826;

/**
 * A text that belongs to its clip fits better than others by about 4.5 per frame, and in 98 of 100 by over 1.7; one
 * that does not, by under 1 in 99 of 100. A voice, room or language that the base knows less well brings both nearer
 * to each other, so in its datasets the limit is lower, down to `lowestFit`.
 */
const highestFit = 1.45;
const lowestFit = 0.7;
const fitShare = 0.33;

/** Deviations from the dataset's median past which it is likely not the same voice: measured over 102 clips of one
 * reader, 1.9 and 2.2 are reached by 2 of 100; other women differ by 2.2 to 4 in timbre, men by 8 in pitch. */
const maxPitchDeviation = 3.5;
const maxTimbreDeviation = 2.9;
/** least deviations that a voice is given: of log-F0, and of each coefficient of the cepstrum */
const leastPitchDeviation = 0.06;
const leastCepstrumDeviation = 0.04;
/** Shorter clips are too few words to tell a voice by. */
const minSeconds = 1.5;

/** Speaking rates past which a clip is unusual: in deviations of the logarithm, and in any case as a ratio. */
const maxRateDeviation = 3.5;
const leastRateDeviation = 0.08;

/** The findings of each clip beside the others: a text of another clip, another voice, an unusual pace. */
export function compareClips(clips: readonly ComparedClip[]): Map<string, Finding[]> {
  const pitch = usual(
    clips.map(({ facts }) => facts.logF0),
    leastPitchDeviation
  );
  const rate = usual(
    clips.map(({ facts }) => facts.rate && Math.log(facts.rate)),
    leastRateDeviation
  );
  const cepstra = clips.flatMap(({ facts }) => (facts.cepstrum ? [facts.cepstrum] : []));
  const cepstrum = (cepstra[0] ?? []).map((_, i) =>
    usual(
      cepstra.map((each) => each[i] ?? null),
      leastCepstrumDeviation
    )
  );
  const leastFit = fitLimit(clips.flatMap(({ facts }) => facts.fit ?? []));
  return new Map(
    clips.map(({ id, findings, facts }) => {
      const found = [
        mismatch(facts, leastFit),
        otherVoice(facts, findings, pitch, cepstrum),
        unusualRate(facts, rate)
      ].flatMap((detail, i) =>
        detail === null ? [] : [{ check: order[i] ?? 'mismatch', detail, from: 0, to: facts.seconds }]
      );
      return [id, found];
    })
  );
}

const order: CheckName[] = ['mismatch', 'otherVoice', 'rate'];

interface Usual {
  median: number;
  deviation: number;
}

/** Median and robust deviation, or null of too few values. */
function usual(values: readonly (number | null)[], least: number): Usual | null {
  const known = values.filter((value) => value !== null);
  if (known.length < minClips) return null;
  const middle = median(known);
  return {
    median: middle,
    deviation: Math.max(least, madScale * median(known.map((value) => Math.abs(value - middle))))
  };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  const [below, above] = [sorted[half - 1] ?? 0, sorted[half] ?? 0];
  return sorted.length % 2 ? above : (below + above) / 2;
}

function deviations(value: number | null | undefined, by: Usual | null | undefined): number {
  return typeof value !== 'number' || !by ? 0 : (value - by.median) / by.deviation;
}

function fitLimit(fits: readonly number[]): number {
  if (fits.length === 0) return lowestFit;
  return Math.min(highestFit, Math.max(lowestFit, fitShare * median(fits)));
}

function mismatch({ fit }: ClipFacts, least: number): string | null {
  if (fit === null || fit >= least) return null;
  return 'The transcript does not seem to be what is said here: others fit about as well. Listen, and write what is said.';
}

/** A telephone or a noisy room changes a voice's sound too: then its pitch alone counts. */
function otherVoice(
  { logF0, cepstrum, seconds }: ClipFacts,
  findings: readonly Finding[],
  pitch: Usual | null,
  usualCepstrum: readonly (Usual | null)[]
): string | null {
  if (seconds < minSeconds) return null;
  const higher = deviations(logF0, pitch);
  if (Math.abs(higher) > maxPitchDeviation && logF0 !== null && pitch)
    return `The voice is ${higher > 0 ? 'higher' : 'lower'} here than elsewhere (${Math.exp(logF0).toFixed(0)} Hz, usually ${Math.exp(pitch.median).toFixed(0)}). Is it the same person? If not, leave the clip out.`;
  if (!cepstrum || findings.some(({ check }) => check === 'bandwidth' || check === 'noise')) return null;
  const squares = cepstrum.map((value, i) => deviations(value, usualCepstrum[i]) ** 2);
  const timbre = Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / cepstrum.length);
  if (timbre <= maxTimbreDeviation) return null;
  return 'This clip sounds different from the others: another person, microphone or room? If it is another person, leave it out.';
}

function unusualRate({ rate }: ClipFacts, by: Usual | null): string | null {
  if (rate === null || !by) return null;
  const faster = deviations(Math.log(rate), by);
  if (Math.abs(faster) <= maxRateDeviation) return null;
  const ratio = Math.abs(rate / Math.exp(by.median) - 1);
  return `This is spoken ${(100 * ratio).toFixed(0)} % ${faster > 0 ? 'faster' : 'slower'} than the other clips. Check that the transcript has all words and no others.`;
}
