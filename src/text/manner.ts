/** Stretches of a text that are said in one manner. */
import type { Traced } from './traced';

/** How a stretch is said beside the whole: 1, 0 and 1 are as the rest. */
export interface Manner {
  /** times as fast */
  rate: number;
  semitones: number;
  /** times as much movement of pitch */
  range: number;
}

export const plainManner: Manner = { rate: 1, semitones: 0, range: 1 };

/** Text that is said in one manner. */
export interface Stretch {
  text: Traced;
  manner: Manner;
  /** seconds of silence behind it where they were asked for, or what ends with it */
  then: number | 'nothing' | 'sentence' | 'paragraph';
}
