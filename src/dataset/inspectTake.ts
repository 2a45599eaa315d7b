/** What can be told of a recording at once, while the speaker can still read the sentence again. */
import { quantile } from '../audio/level';

/** Where the speech is in a take, and what is wrong with it. */
export interface TakeReport {
  /** seconds of the take, with a little silence on either side */
  from: number;
  to: number;
  /** a sentence for each thing that the speaker had better do again; empty where all is well */
  problems: string[];
}

/** seconds */
const frameLength = 0.01;
const keptBefore = 0.15;
const keptAfter = 0.25;
/** A click is over sooner than any sound of speech. */
const minSound = 0.03;
const minSpeech = 0.5;
/** what training takes (text/trainable.ts) */
const maxSpeech = 17;
/** Speech that begins or ends nearer to an end of the take may have begun before it. */
const nearEnd = 0.03;

/** dB: how far the quietest speech is under the loudest, and over the noise of the room */
const speechRange = 35;
const overNoise = 8;
/** dBFS and dB */
const minLoudness = -50;
const quietLoudness = -38;
const minDistance = 18;

/** Samples this near to full scale, a few in a row, were cut off: a true peak is one sample or two. */
const fullScale = 0.985;
const minClipped = 3;

/**
 * Finds the speech in a take and what the speaker should know of it at once. Speech is what stands out from the
 * quietest tenth of a second in it.
 * @param samples mono within ±1
 * @param sampleRate Hz
 */
export function inspectTake(samples: Float32Array, sampleRate: number): TakeReport {
  const whole = { from: 0, to: samples.length / sampleRate };
  const levels = frameLevels(samples, Math.round(frameLength * sampleRate));
  if (levels.length === 0) return { ...whole, problems: [nothing] };
  const noise = quietest(levels);
  const loudest = quantile(levels, 0.95);
  const spoken = soundsOver(levels, Math.max(loudest - speechRange, noise + overNoise));
  const first = spoken[0];
  const last = spoken.at(-1);
  if (!first || !last || loudest < minLoudness) return { ...whole, problems: [nothing] };

  const from = first.from * frameLength;
  const to = last.to * frameLength;
  const loudness = loudnessOf(levels, spoken);
  const clipped = clippedPlaces(samples);
  const problems = [
    clipped > 0 &&
      `Too loud: the microphone was overdriven in ${clipped === 1 ? 'one place' : `${clipped} places`}. Move back, or turn its level down.`,
    loudness < quietLoudness && 'Very quiet. Move closer to the microphone, or turn its level up.',
    loudness - noise < minDistance && 'The noise around you is nearly as loud as your voice.',
    from < nearEnd && 'The beginning may be cut off. Wait a moment before you speak.',
    whole.to - to < nearEnd && 'The end may be cut off. Wait a moment before you stop.',
    to - from < minSpeech && `Only ${(to - from).toFixed(1)} s of speech. Read the whole sentence.`,
    to - from > maxSpeech && `Longer than ${maxSpeech} s, which training leaves out. Read it without a break.`
  ].filter((problem) => problem !== false);
  return { from: Math.max(0, from - keptBefore), to: Math.min(whole.to, to + keptAfter), problems };
}

const nothing = 'Nothing was heard. Check that the right microphone is chosen and not muted.';

/** dBFS of each whole frame. */
function frameLevels(samples: Float32Array, length: number): Float64Array {
  return Float64Array.from({ length: Math.floor(samples.length / length) }, (_, frame) => {
    let sum = 0;
    for (const sample of samples.subarray(frame * length, (frame + 1) * length)) sum += sample * sample;
    return 10 * Math.log10(sum / length + 1e-12);
  });
}

/** dBFS of the quietest tenth of a second, or of all where there is less. */
function quietest(levels: Float64Array): number {
  const length = Math.min(levels.length, Math.round(0.1 / frameLength));
  const powers = levels.map((level) => 10 ** (level / 10));
  let sum = powers.subarray(0, length).reduce((total, power) => total + power, 0);
  let lowest = sum;
  for (const [i, power] of powers.subarray(length).entries()) {
    sum += power - (powers[i] ?? 0);
    lowest = Math.min(lowest, sum);
  }
  return 10 * Math.log10(Math.max(1e-12, lowest / length));
}

/** Stretches of frames over a level that are long enough to be a sound; `to` is not included. */
function soundsOver(levels: Float64Array, threshold: number): { from: number; to: number }[] {
  const found: { from: number; to: number }[] = [];
  let from = -1;
  for (let frame = 0; frame <= levels.length; frame++) {
    const over = (levels[frame] ?? -Infinity) > threshold;
    if (over && from < 0) from = frame;
    if (over || from < 0) continue;
    if ((frame - from) * frameLength >= minSound) found.push({ from, to: frame });
    from = -1;
  }
  return found;
}

/** dBFS of what is spoken. */
function loudnessOf(levels: Float64Array, spoken: readonly { from: number; to: number }[]): number {
  let power = 0;
  let frames = 0;
  for (const { from, to } of spoken)
    for (const level of levels.subarray(from, to)) {
      power += 10 ** (level / 10);
      frames++;
    }
  return 10 * Math.log10(power / frames);
}

/** How many times the samples stay at full scale. */
function clippedPlaces(samples: Float32Array): number {
  let places = 0;
  let run = 0;
  for (const sample of samples) {
    run = Math.abs(sample) >= fullScale ? run + 1 : 0;
    if (run === minClipped) places++;
  }
  return places;
}
