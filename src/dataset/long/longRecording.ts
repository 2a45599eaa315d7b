/** One long recording and its text, to parts that can become clips. */
import { frameRms } from '../../audio/level';
import { logMel } from '../../audio/logMel';
import { int16Max } from '../../audio/pcm';
import { audioConfig } from '../../config';
import { InvalidInputError } from '../../errors';
import type { Language } from '../../languages';
import type { ExpectedFrames } from '../../model/expectedFrames';
import { isMandatory, isOptional, isTimed } from '../../text/phonemeIds';
import { alignText, type TokenRow } from './alignText';
import { cutParts, type TimedClause } from './cuts';
import { wording, type WordedSentence } from './wording';

const { hopLength, melBands } = audioConfig;
/** frames at once where a recording is gone through */
const blockFrames = 4096;
/** frames on either side that a block of the spectrogram needs to be as if it were whole */
const context = 2;
/** Of a long recording its units are taken from about so many frames: ten minutes. */
const measuredFrames = 52_000;
/** Frames this far under the loudest are silence, which a clip has little of: 38 dB. */
const silence = 10 ** (-38 / 20);
/** sentences whose expected frames are computed at once */
const batch = 8;
/** A part whose frames fit this much worse than usual, in deviations of all parts, is to be looked at. */
const unusual = 3;
/** parts that tell what is usual */
const enoughParts = 8;

/** What may become a clip. */
export interface ProposedClip {
  /** seconds */
  from: number;
  to: number;
  text: string;
  /** its words may not be these, or not only */
  doubtful: boolean;
}

export type LongPhase = 'listening' | 'reading' | 'aligning';

/**
 * Splits a long recording at its pauses, each part with its words.
 * @param pcm 22 050 Hz mono, 16 bits
 * @param onProgress called with what is done and its share; may wait
 * @throws InvalidInputError if there is nothing to read in the text, or it is not of this recording
 */
export async function splitRecording(
  pcm: Int16Array,
  text: string,
  language: Language,
  expected: ExpectedFrames,
  onProgress: (phase: LongPhase, share: number) => void | Promise<void>
): Promise<ProposedClip[]> {
  await onProgress('listening', 0);
  const rms = levels(pcm);
  const normalise = measuredUnits(pcm, rms);
  await onProgress('reading', 0);
  const sentences = await wording(text, language);
  if (sentences.length === 0)
    throw new InvalidInputError('There are no words in this text. Paste what is read in the recording.');
  const row = await tokenRow(sentences, expected, (share) => onProgress('reading', share));
  const mel = (from: number, to: number) => normalise(melBetween(pcm, from, to));
  const { durations, scores } = await alignText(mel, rms.length, row.tokens, (share) =>
    onProgress('aligning', share)
  );

  const begins = new Int32Array(durations.length + 1);
  for (const [n, length] of durations.entries()) begins[n + 1] = (begins[n] ?? 0) + length;
  const clauses = row.clauses.map(({ first, last, endsSentence }): TimedClause => {
    return { from: begins[first] ?? 0, to: begins[last + 1] ?? 0, endsSentence };
  });
  const parts = cutParts(clauses, rms);
  const fits = parts.map(({ clauses: [from, to] }) => {
    const [first, last] = [row.clauses[from]?.first ?? 0, row.clauses[to - 1]?.last ?? 0];
    let score = 0;
    for (let n = first; n <= last; n++) score += scores[n] ?? 0;
    return score / Math.max(1, (begins[last + 1] ?? 0) - (begins[first] ?? 0));
  });
  const doubtful = unusuallyLow(fits);
  return parts.map(({ from, to, clauses: [first, last] }, i) => ({
    from,
    to,
    text: text
      .slice(row.clauses[first]?.start, row.clauses[last]?.start ?? sentences.at(-1)?.end)
      .replace(/\s+/g, ' ')
      .trim(),
    doubtful: doubtful[i] ?? false
  }));
}

/** Root mean square of each frame. */
function levels(pcm: Int16Array): Float32Array {
  const frames = Math.floor(pcm.length / hopLength);
  const rms = new Float32Array(frames);
  for (let from = 0; from < frames; from += blockFrames) {
    const block = pcm.subarray(from * hopLength, Math.min(frames, from + blockFrames) * hopLength);
    rms.set(frameRms(Float32Array.from(block, (s) => s / int16Max)), from);
  }
  return rms;
}

/** The log-mel frames of a stretch, as they are in the spectrogram of the whole. */
function melBetween(pcm: Int16Array, from: number, to: number): Float32Array {
  const first = Math.max(0, from - context);
  const mel = logMel(pcm.subarray(first * hopLength, (to + context) * hopLength));
  return mel.subarray((from - first) * melBands, (to - first) * melBands);
}

/** The speaker's units, from the frames in which something is said; gives what brings a spectrogram into them. */
function measuredUnits(pcm: Int16Array, rms: Float32Array): (mel: Float32Array) => Float32Array {
  const loud = rms.slice().sort()[Math.floor(0.95 * (rms.length - 1))] ?? 0;
  const step = Math.max(1, Math.ceil(rms.length / measuredFrames));
  const sum = new Float64Array(melBands);
  const squares = new Float64Array(melBands);
  let count = 0;
  for (let block = 0; block * blockFrames < rms.length; block += step) {
    const from = block * blockFrames;
    const mel = melBetween(pcm, from, Math.min(rms.length, from + blockFrames));
    for (let t = 0; t * melBands < mel.length; t++) {
      if ((rms[from + t] ?? 0) < loud * silence) continue;
      count++;
      for (let b = 0; b < melBands; b++) {
        const value = mel[t * melBands + b] ?? 0;
        sum[b] = (sum[b] ?? 0) + value;
        squares[b] = (squares[b] ?? 0) + value * value;
      }
    }
  }
  const mean = sum.map((s) => s / count);
  const deviation = squares.map((q, b) => Math.sqrt(Math.max(1e-8, q / count - (mean[b] ?? 0) ** 2)));
  return (mel) => mel.map((value, i) => (value - (mean[i % melBands] ?? 0)) / (deviation[i % melBands] ?? 1));
}

/** A clause's first and last sound among the timed tokens of the whole text. */
interface ClauseTokens {
  start: number;
  first: number;
  last: number;
  endsSentence: boolean;
}

async function tokenRow(
  sentences: readonly WordedSentence[],
  expected: ExpectedFrames,
  onProgress: (share: number) => void | Promise<void>
): Promise<{ tokens: TokenRow; clauses: ClauseTokens[] }> {
  const timed = sentences.reduce((sum, { ids }) => sum + ids.filter(isTimed).length, 0);
  const tokens = {
    means: new Float32Array(timed * melBands),
    optional: new Uint8Array(timed),
    sentences: [] as number[]
  };
  const clauses: ClauseTokens[] = [];
  let token = 0;
  for (let i = 0; i < sentences.length; i += batch) {
    const some = sentences.slice(i, i + batch);
    const means = await expected.of(some.map(({ ids }) => ids));
    for (const [s, { ids, clauses: own }] of some.entries()) {
      tokens.sentences.push(token);
      /** the timed tokens before each id */
      const place: number[] = [];
      for (const [n, id] of ids.entries()) {
        place.push(token);
        if (!isTimed(id)) continue;
        const mean = means[s]?.subarray(n * melBands, (n + 1) * melBands);
        if (mean) tokens.means.set(mean, token * melBands);
        tokens.optional[token++] = isOptional(id) ? 1 : 0;
      }
      for (const clause of own) {
        const sounds = place.slice(...clause.ids).filter((_, n) => isMandatory(ids[clause.ids[0] + n] ?? 0));
        const [first, last] = [sounds[0], sounds.at(-1)];
        if (first !== undefined && last !== undefined)
          clauses.push({ start: clause.start, first, last, endsSentence: false });
      }
      const end = clauses.at(-1);
      if (end) end.endsSentence = true;
    }
    await onProgress(Math.min(1, (i + batch) / sentences.length));
  }
  return { tokens, clauses };
}

/** Which values are far below the others, by median and median absolute deviation. */
function unusuallyLow(values: readonly number[]): boolean[] {
  if (values.length < enoughParts) return values.map(() => false);
  const middle = (numbers: number[]) => numbers.sort((a, b) => a - b)[numbers.length >> 1] ?? 0;
  const median = middle([...values]);
  const deviation = 1.48 * middle(values.map((value) => Math.abs(value - median)));
  return values.map((value) => value < median - unusual * deviation);
}
