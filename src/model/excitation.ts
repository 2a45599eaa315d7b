/**
 * The vocoder's two sources, made sample by sample in float64 and cut into frames. No gradient flows here.
 * docs/MODEL.md, "Vocoder", items 3 and 4.
 */
import { audioConfig } from '../config';

const { sampleRate, hopLength } = audioConfig;
/** Samples of a source frame: two hops. */
export const sourceFrame = 2 * hopLength;

/** Weights of the frame before, this frame and the frame after, at each sample of a frame: [256] each. */
const interpolation = Array.from({ length: hopLength }, (_, i) => {
  const j = (i + 0.5 - hopLength / 2) / hopLength;
  return { before: Math.max(-j, 0), here: 1 - Math.abs(j), after: Math.max(j, 0) };
});

/** Periodic Hann window of two hops, which sums to one at a hop of half its length. */
const window = Float64Array.from(
  { length: sourceFrame },
  (_, n) => 0.5 - 0.5 * Math.cos((2 * Math.PI * n) / sourceFrame)
);

/**
 * A band-limited impulse train that follows F0, about unit power where voiced.
 * @param logF0 natural logarithm of F0 in Hz, interpolated where unvoiced: [frames]
 * @param voiced [frames]
 * @returns [frames * 256]
 */
export function pulseTrain(logF0: ArrayLike<number>, voiced: ArrayLike<number>): Float32Array {
  const frames = logF0.length;
  const pulses = new Float32Array(frames * hopLength);
  const f0 = Float64Array.from(logF0, Math.exp);
  let frameStart = 0;
  for (let t = 0; t < frames; t++) {
    const previous = Math.max(t - 1, 0);
    const next = Math.min(t + 1, frames - 1);
    const silent = !voiced[previous] && !voiced[t] && !voiced[next];
    const harmonics = Math.max(1, Math.floor(sampleRate / 2 / f0[t]!));
    const ratio = 2 * harmonics + 1;
    const scale = 1 / Math.sqrt(2 * harmonics);
    let advance = 0;
    for (let i = 0; i < hopLength; i++) {
      const { before, here, after } = interpolation[i]!;
      advance += (f0[previous]! * before + f0[t]! * here + f0[next]! * after) / sampleRate;
      if (silent) continue;
      const angle = Math.PI * ((frameStart + advance) % 1);
      const sine = Math.sin(angle);
      const train = Math.abs(sine) < 1e-4 ? ratio : Math.sin(ratio * angle) / sine;
      const voicing = voiced[previous]! * before + voiced[t]! * here + voiced[next]! * after;
      pulses[t * hopLength + i] = (train - 1) * scale * voicing;
    }
    frameStart = (frameStart + advance) % 1;
  }
  return pulses;
}

/**
 * Cuts a source into windowed frames, each centred on its mel frame; silence beyond both ends.
 * @param samples [frames * 256]
 * @returns [frames, 512]
 */
export function sourceFrames(samples: Float32Array): Float32Array {
  const frames = samples.length / hopLength;
  const result = new Float32Array(frames * sourceFrame);
  for (let t = 0; t < frames; t++) {
    const first = t * hopLength - hopLength / 2;
    const from = Math.max(0, -first);
    const to = Math.min(sourceFrame, samples.length - first);
    for (let n = from; n < to; n++) result[t * sourceFrame + n] = samples[first + n]! * window[n]!;
  }
  return result;
}
