/** How a voice times and intones, beside its recordings: docs/MODEL.md, "Measures of a voice". */

/** frames that a pause lasts longer than: 93 ms */
const pauseFrames = 8;

/**
 * Pauses of one sentence: spaces and marks within it that last over 8 frames.
 * @param optional [tokens], 1 where a token may last zero frames: start, end, space, punctuation
 * @param durations [tokens] frames
 */
export function countPauses(optional: ArrayLike<number>, durations: ArrayLike<number>): number {
  const frames: number[] = [];
  for (let n = 0; n < durations.length; n++) if (optional[n]) frames.push(durations[n]!);
  // The first and the last are the silence around the sentence.
  return frames.slice(1, -1).filter((length) => length > pauseFrames).length;
}

/** A sentence's pitch: log-F0 in the speaker's normalised units, and 1 where voiced; [frames] both. */
export interface PitchCurve {
  logF0: ArrayLike<number>;
  voiced: ArrayLike<number>;
}

/**
 * How much pitch moves: standard deviation of log-F0 over the voiced frames of all sentences together.
 * @returns in the speaker's normalised units, so about 1 for the recordings; null if nothing is voiced
 */
export function pitchMovement(sentences: readonly PitchCurve[]): number | null {
  const values: number[] = [];
  for (const { logF0, voiced } of sentences)
    for (let t = 0; t < logF0.length; t++) if (voiced[t]! > 0) values.push(logF0[t]!);
  if (!values.length) return null;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}
