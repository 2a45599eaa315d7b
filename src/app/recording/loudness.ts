/** How loud what the microphone hears is, in dBFS: decibels under full scale, which is 0. */

/** What counts as silence of the meter, dBFS. */
export const floor = -60;
/** Samples this near to full scale are cut off, or as good as. */
const fullScale = 0.985;
/** Digital silence: a microphone that is muted, or none. */
const noSignal = -100;

export interface Level {
  /** dBFS, the floor at least */
  rms: number;
  peak: number;
  clipped: boolean;
}

/** The level of one piece of samples. */
export function levelOf(samples: Float32Array): Level {
  let power = 0;
  let peak = 0;
  for (const sample of samples) {
    power += sample * sample;
    peak = Math.max(peak, Math.abs(sample));
  }
  const db = (amplitude: number) => Math.max(floor, 20 * Math.log10(amplitude + 1e-9));
  return { rms: db(Math.sqrt(power / samples.length)), peak: db(peak), clipped: peak >= fullScale };
}

/** How quiet a room is. */
export interface Room {
  /** dBFS */
  noise: number;
  tone: 'good' | 'warn' | 'bad';
  /** what it means and what to do */
  text: string;
}

/**
 * Judges a room by a few seconds in which nobody spoke. The loudest tenth is left out: a single click or step is no
 * noise.
 * @param pieces of samples, each some 20 ms
 */
export function judgeRoom(pieces: readonly Float32Array[]): Room {
  const powers = pieces
    .map((piece) => piece.reduce((sum, sample) => sum + sample * sample, 0) / piece.length)
    .sort((a, b) => a - b);
  const quiet = powers.slice(0, Math.max(1, Math.floor(0.9 * powers.length)));
  const noise = 10 * Math.log10(quiet.reduce((sum, power) => sum + power, 0) / quiet.length + 1e-12);
  if (noise < noSignal)
    return {
      noise,
      tone: 'bad',
      text: 'Nothing comes in at all: the microphone may be muted, or the wrong one chosen.'
    };
  if (noise < -60) return { noise, tone: 'good', text: 'A very quiet room. Nothing to change.' };
  if (noise < -50) return { noise, tone: 'good', text: 'A quiet room, good enough for a voice.' };
  if (noise < -40)
    return {
      noise,
      tone: 'warn',
      text: 'Some noise. Close the windows, switch off fans, and come closer to the microphone.'
    };
  return {
    noise,
    tone: 'bad',
    text: 'Too noisy: the voice would learn the noise too. Find a quieter room, or turn the microphone down and come closer.'
  };
}
