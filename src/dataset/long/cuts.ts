/** From times of clauses to parts that can be clips: cut in pauses, at the ends of sentences. */
import { audioConfig } from '../../config';

const { sampleRate, hopLength } = audioConfig;
const frameSeconds = hopLength / sampleRate;
const framesOf = (seconds: number) => Math.round(seconds / frameSeconds);

/** A part longer than this is cut at its longest pause between clauses, s: training takes 17.4. */
const maxSeconds = 15;
/** A part shorter than this goes with the neighbour across the shorter pause, s. */
const minSeconds = 1;
/** The aligner may end a sound this much too early or late, frames. */
const slack = framesOf(0.25);
/** Half of the stretch over which the level is averaged, frames. */
const smoothing = 2;
/** A pause is the stretch around the quietest frame that is at most this much louder: 10 dB. */
const pauseFactor = 10 ** (10 / 20);

/** When a clause is spoken, and whether a sentence ends with it. */
export interface TimedClause {
  /** frames: the first, and the one behind the last */
  from: number;
  to: number;
  endsSentence: boolean;
}

/** Clauses that become a clip. */
export interface Part {
  /** seconds */
  from: number;
  to: number;
  /** its clauses: the second not included */
  clauses: [number, number];
}

interface Pause {
  /** frames */
  from: number;
  to: number;
}

/**
 * Parts that fill a recording without gaps: the silence between two is shared.
 * @param clauses in order, one at least
 * @param rms of each frame of the recording
 */
export function cutParts(clauses: readonly TimedClause[], rms: Float32Array): Part[] {
  const pauses = clauses.slice(1).map((next, i) => pauseBetween(clauses[i] ?? next, next, rms));
  /** of the pause behind each clause */
  const cut = (clause: number) => {
    const pause = pauses[clause];
    return pause ? (pause.from + pause.to) / 2 : rms.length;
  };
  const length = ([from, to]: [number, number]) =>
    (cut(to - 1) - (from === 0 ? 0 : cut(from - 1))) * frameSeconds;
  const pauseLength = (clause: number) => {
    const pause = pauses[clause];
    return pause ? pause.to - pause.from : 0;
  };

  /** Halves a stretch of clauses at its longest pause until each part is short enough. */
  const divided = (stretch: [number, number]): [number, number][] => {
    const [from, to] = stretch;
    if (length(stretch) <= maxSeconds || to - from < 2) return [stretch];
    let best = from;
    for (let clause = from; clause < to - 1; clause++)
      if (pauseLength(clause) > pauseLength(best)) best = clause;
    return [...divided([from, best + 1]), ...divided([best + 1, to])];
  };

  const stretches: [number, number][] = [];
  let start = 0;
  for (const [i, { endsSentence }] of clauses.entries()) {
    if (!endsSentence && i < clauses.length - 1) continue;
    stretches.push(...divided([start, i + 1]));
    start = i + 1;
  }
  return joinShort(stretches, length, pauseLength).map(([from, to]) => ({
    from: (from === 0 ? 0 : cut(from - 1)) * frameSeconds,
    to: cut(to - 1) * frameSeconds,
    clauses: [from, to]
  }));
}

function joinShort(
  stretches: [number, number][],
  length: (stretch: [number, number]) => number,
  pauseLength: (clause: number) => number
): [number, number][] {
  const joined = [...stretches];
  for (let i = 0; i < joined.length;) {
    const stretch = joined[i];
    if (!stretch || length(stretch) >= minSeconds || joined.length === 1) {
      i++;
      continue;
    }
    const before = i > 0 ? pauseLength(stretch[0] - 1) : Infinity;
    const after = i < joined.length - 1 ? pauseLength(stretch[1] - 1) : Infinity;
    const first = before <= after ? i - 1 : i;
    const [from, to] = [joined[first]?.[0] ?? 0, joined[first + 1]?.[1] ?? 0];
    joined.splice(first, 2, [from, to]);
    i = first;
  }
  return joined;
}

/** The pause between two clauses: around the quietest place near to where the aligner parts them. */
function pauseBetween(before: TimedClause, after: TimedClause, rms: Float32Array): Pause {
  const from = Math.max(0, before.to - Math.min(slack, (before.to - before.from) >> 1));
  const to = Math.min(rms.length, after.from + Math.min(slack, (after.to - after.from) >> 1));
  const level = (frame: number) => {
    let sum = 0;
    for (let i = frame - smoothing; i <= frame + smoothing; i++)
      sum += rms[Math.min(rms.length - 1, Math.max(0, i))] ?? 0;
    return sum / (2 * smoothing + 1);
  };
  let quietest = from;
  for (let frame = from; frame < to; frame++) if (level(frame) < level(quietest)) quietest = frame;
  const limit = level(quietest) * pauseFactor;
  const pause = { from: quietest, to: quietest + 1 };
  while (pause.from > from && level(pause.from - 1) <= limit) pause.from--;
  while (pause.to < to && level(pause.to) <= limit) pause.to++;
  return pause;
}
