/** How a voice is to speak, as a person set it, and remembered for each voice. */
import type { SpeakOptions } from '../synthesis/speak';

export interface Manner {
  /** 0.5 to 2 */
  speed: number;
  /** semitones, -12 to 12 */
  pitch: number;
  /** 0 to 2 */
  intonation: number;
  /** 0 to 1.5 */
  expressiveness: number;
  /** times the usual length, 0 to 3 */
  pauses: number;
  /** breath and hiss, 0 to 2 */
  noise: number;
}

export const naturalManner: Manner = {
  speed: 1,
  pitch: 0,
  intonation: 1,
  expressiveness: 1,
  pauses: 1,
  noise: 1
};
const usualSilence = { sentence: 0.25, paragraph: 0.6 };
const key = 'ownvoice-manners';

/** What was kept, by voice. */
interface Stored {
  version: 1;
  voices: Record<string, Manner>;
}

export function speakOptions({
  speed,
  pitch,
  intonation,
  expressiveness,
  pauses,
  noise
}: Manner): SpeakOptions {
  return {
    speed,
    semitones: pitch,
    intonation,
    expressiveness,
    noise,
    sentenceSilence: pauses * usualSilence.sentence,
    paragraphSilence: pauses * usualSilence.paragraph
  };
}

/** The manner in which a voice spoke last, or the natural one. */
export function mannerOf(voice: string): Manner {
  const kept = stored().voices[voice];
  const isManner =
    kept && Object.keys(naturalManner).every((name) => Number.isFinite(kept[name as keyof Manner]));
  return isManner ? kept : naturalManner;
}

/** Remembers how a voice speaks, where the browser has room. */
export function keepManner(voice: string, manner: Manner): void {
  const { voices } = stored();
  try {
    localStorage.setItem(key, JSON.stringify({ version: 1, voices: { ...voices, [voice]: manner } }));
  } catch {
    // Without room the voice speaks naturally next time.
  }
}

function stored(): Stored {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? 'null');
    if (typeof kept === 'object' && kept !== null && (kept as Stored).version === 1) return kept as Stored;
  } catch {
    // What is no JSON was not kept by this app.
  }
  return { version: 1, voices: {} };
}
