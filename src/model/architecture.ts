/**
 * The numbers of the two networks that training and the exported graph must agree on. docs/MODEL.md explains them;
 * widths are channels, kernels are positions.
 */
import { audioConfig } from '../config';

/** Rows of the embedding table: Piper's num_symbols. */
export const symbols = 256;

/** Hidden width of every block over its width. */
export const expansion = 3;

/** Added to a layer norm's variance. */
export const normEpsilon = 1e-5;

/** Tokens in their context. */
export const encoder = { width: 256, blocks: 4, kernel: 5 } as const;

/** Frames from tokens. */
export const decoder = {
  width: 256,
  blocks: 6,
  kernel: 7,
  /** of the convolution that embeds a token's pitch */
  pitchKernel: 3,
  /** A frame is told its place p in its token of d frames: p, 1 - p, log(1 + d) / this. */
  positionScale: 3,
  /** mel bands, log-F0, voicing logit */
  outputs: audioConfig.melBands + 2
} as const;

/** The flow that draws each token's duration and pitch. */
export const prosody = {
  width: 160,
  blocks: 4,
  kernel: 5,
  /** of the convolution over the hidden state, x and the clock */
  inputKernel: 3,
  /** duration and pitch */
  dimensions: 2,
  /** The clock is sin(π t f), then cos(π t f), of these f. */
  clockFrequencies: [1, 2, 4, 8],
  /** steps of the midpoint method from noise to what is drawn, two evaluations each */
  midpointSteps: 4,
  /** times per clip in a training step, and in validation */
  trainingDraws: 4,
  validationDraws: 8,
  /** dropout of the input, standard deviation of the noise on the hidden state, both in training only */
  dropout: 0.1,
  hiddenNoise: 0.1,
  /** how much of the flow's gradient reaches the hidden state */
  gradientShare: 0.1
} as const;

/** A time of the flow, 0..1, as its network hears it: sines, then cosines. */
export function clock(time: number): number[] {
  const angles = prosody.clockFrequencies.map((f) => Math.PI * time * f);
  return [...angles.map(Math.sin), ...angles.map(Math.cos)];
}

/** Of log(1 + frames): the flow's duration is (log(1 + frames + u) - mean) / deviation, u uniform in 0..1. */
export const durationUnits = { mean: 1.6, deviation: 0.9 } as const;

/** Frames that a token may last. */
export const tokenFrames = {
  longest: 120,
  /** the first token, a pause before anything is said */
  longestFirst: 10
} as const;

/** Bounds of what the vocoder is given. */
export const frameBounds = {
  /** natural log-mel */
  lowestLogMel: -11.6,
  /** natural log of Hz */
  lowestLogF0: 3.9,
  highestLogF0: 6.4
} as const;

/** The temperature of prosody that voices speak at, and what Piper's clients send for it and for natural noise. */
export const natural = { temperature: 0.7, noiseW: 0.8, noiseScale: 0.667 } as const;

/** Bounds of the factors that fit what is drawn to the owner's durations and pitch. */
export const fitBounds = {
  pace: [0.8, 1.25],
  range: [0.8, 1.4]
} as const;

/** Frames to the cepstra of two filters. */
export const vocoder = {
  width: 224,
  blocks: 6,
  kernel: 7,
  /** of the convolution over mel, log-F0 and voicing */
  inputKernel: 3,
  /** The network hears (value - centre) / scale. */
  melUnits: { centre: -5, scale: 2.5 },
  logF0Units: { centre: 5.1, scale: 0.4 },
  /** cepstral coefficients: harmonic c0..c120, harmonic a1..a40, noise n0..n80 */
  causal: 121,
  anticausal: 40,
  noise: 81,
  /** bounds of the filters' log-magnitudes */
  lowestLogMagnitude: -12,
  highestLogMagnitude: 8
} as const;
