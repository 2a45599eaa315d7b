/**
 * The vocoder: log-mel, log-F0 and voicing -> cepstra of a mixed-phase harmonic filter and a zero-phase noise filter,
 * through which pulses and noise pass by overlap-add. A source-filter vocoder in the line of neural homomorphic
 * vocoding (Liu 2020) and DDSP (Engel 2020); docs/MODEL.md has the numbers. It serves every voice as the base has it,
 * so it only runs forward, a clip at a time; matrices are [frames, channels].
 */
import * as tf from '@tensorflow/tfjs';
import { audioConfig } from '../config';
import { vocoder } from './architecture';
import { Tape } from './autograd';
import { pulseTrain, sourceFrame, sourceFrames } from './excitation';
import { constant, convNextBlock, convolution, layerNorm, linear } from './ops';
import { under, type Weights } from './parameters';

const { fftSize, hopLength, melBands } = audioConfig;
const { causal, anticausal, melUnits, logF0Units, lowestLogMagnitude, highestLogMagnitude } = vocoder;
const bins = fftSize / 2 + 1;
/** Samples of a frame before the first sample of its hop: (1024 - 256) / 2. */
const lead = (fftSize - hopLength) / 2;
/** Place of a source frame in the buffer of a transform. */
const sourceStart = (fftSize - sourceFrame) / 2;

/** What the vocoder hears of one stretch of speech. */
export interface VocoderFrames {
  /** natural log-mel [frames, 80] */
  mel: Float32Array;
  /** natural log of F0 in Hz [frames] */
  logF0: Float32Array;
  /** 0 … 1 [frames] */
  voiced: Float32Array;
}

/** Constant matrices of the vocoder; `dispose` when done. */
export class VocoderBasis {
  /** windowed 512-sample frame -> real | imaginary spectrum [512, 2 * 513] */
  readonly analysis = matrix(sourceFrame, 2 * bins, (n, column) => {
    const turn = angle((n + sourceStart) * (column % bins));
    return column < bins ? Math.cos(turn) : -Math.sin(turn);
  });
  /** cepstra -> harmonic log-magnitude | harmonic phase | noise log-magnitude: [242, 3 * 513] */
  readonly responses = matrix(causal + anticausal + vocoder.noise, 3 * bins, response);
  /** real | imaginary spectrum -> 1024 samples: [2 * 513, 1024] */
  readonly synthesis = matrix(2 * bins, fftSize, (row, n) => {
    const k = row % bins;
    const weight = (k === 0 || k === bins - 1 ? 1 : 2) / fftSize;
    return weight * (row < bins ? Math.cos(angle(k * n)) : -Math.sin(angle(k * n)));
  });

  dispose(): void {
    tf.dispose([this.analysis, this.responses, this.synthesis]);
  }
}

/** Keeps a matrix [rows, columns] of f(row, column). */
function matrix(rows: number, columns: number, f: (row: number, column: number) => number): tf.Tensor2D {
  const values = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) values[row * columns + column] = f(row, column);
  return tf.keep(tf.tensor2d(values, [rows, columns]));
}

/** 2π x / 1024, of an integer x reduced first so that large products stay exact. */
function angle(x: number): number {
  return (2 * Math.PI * (x % fftSize)) / fftSize;
}

/** How much coefficient `row` adds to column `column` of the responses. */
function response(row: number, column: number): number {
  const part = Math.floor(column / bins);
  const k = column % bins;
  if (row < causal) return part === 0 ? Math.cos(angle(row * k)) : part === 1 ? -Math.sin(angle(row * k)) : 0;
  if (row < causal + anticausal) {
    const n = row - causal + 1;
    return part === 0 ? Math.cos(angle(n * k)) : part === 1 ? Math.sin(angle(n * k)) : 0;
  }
  return part === 2 ? Math.cos(angle((row - causal - anticausal) * k)) : 0;
}

/** The filters of every frame as cepstra: [frames, 242]. Call it inside a tidy. */
export function cepstra(weights: Weights, frames: VocoderFrames): tf.Tensor2D {
  const tape = new Tape(false);
  const count = frames.logF0.length;
  const mask = tf.ones<tf.Rank.R2>([count, 1]);
  const input = tf.tensor2d(networkInput(frames), [count, melBands + 2]);
  let h = convolution(tape, constant(input), weights('input.weight'), weights('input.bias'));
  for (let i = 0; i < vocoder.blocks; i++) h = convNextBlock(tape, h, mask, under(weights, `blocks.${i}`));
  h = layerNorm(tape, h, weights('norm.gain'), weights('norm.bias'));
  return linear(tape, h, weights('output.weight'), weights('output.bias')).data;
}

/** Mel and log-F0 in the network's units, and voicing: [frames, 82]. */
function networkInput({ mel, logF0, voiced }: VocoderFrames): Float32Array {
  const columns = melBands + 2;
  const input = new Float32Array(logF0.length * columns);
  for (let t = 0; t < logF0.length; t++) {
    for (let b = 0; b < melBands; b++)
      input[t * columns + b] = (mel[t * melBands + b]! - melUnits.centre) / melUnits.scale;
    input[t * columns + melBands] = (logF0[t]! - logF0Units.centre) / logF0Units.scale;
    input[t * columns + melBands + 1] = voiced[t]!;
  }
  return input;
}

/**
 * The whole vocoder: audio [frames * 256], not clipped. Call it inside a tidy.
 * @param noise standard normal, or zeros for none [frames * 256]
 */
export function vocode(
  weights: Weights,
  frames: VocoderFrames,
  noise: Float32Array,
  basis: VocoderBasis
): tf.Tensor1D {
  const count = frames.logF0.length;
  const responses = tf.matMul<tf.Tensor2D>(cepstra(weights, frames), basis.responses);
  const source = (samples: Float32Array) =>
    tf.matMul<tf.Tensor2D>(tf.tensor2d(sourceFrames(samples), [count, sourceFrame]), basis.analysis);
  const pulses = source(pulseTrain(frames.logF0, frames.voiced));
  const spectrum = filterSources(responses, pulses, source(noise));
  return overlapAdd(tf.matMul(spectrum, basis.synthesis));
}

type Pair = [tf.Tensor2D, tf.Tensor2D];
type Triple = [...Pair, tf.Tensor2D];

/**
 * Pulses times the harmonic filter plus noise times the noise filter.
 * @param responses [frames, 3 * 513]
 * @param pulses real | imaginary [frames, 2 * 513], `noise` alike
 * @returns real | imaginary [frames, 2 * 513]
 */
function filterSources(responses: tf.Tensor2D, pulses: tf.Tensor2D, noise: tf.Tensor2D): tf.Tensor2D {
  const [magnitude, phase, noiseMagnitude] = tf.split(responses, 3, 1) as Triple;
  const [pulsesReal, pulsesImaginary] = tf.split(pulses, 2, 1) as Pair;
  const [noiseReal, noiseImaginary] = tf.split(noise, 2, 1) as Pair;
  const gain = (log: tf.Tensor) => tf.exp(tf.clipByValue(log, lowestLogMagnitude, highestLogMagnitude));
  const filterReal = tf.mul(gain(magnitude), tf.cos(phase));
  const filterImaginary = tf.mul(gain(magnitude), tf.sin(phase));
  const noiseGain = gain(noiseMagnitude);
  const real = tf.sub(tf.mul(pulsesReal, filterReal), tf.mul(pulsesImaginary, filterImaginary));
  const imaginary = tf.add(tf.mul(pulsesReal, filterImaginary), tf.mul(pulsesImaginary, filterReal));
  return tf.concat<tf.Tensor2D>(
    [
      tf.add<tf.Tensor2D>(real, tf.mul(noiseReal, noiseGain)),
      tf.add<tf.Tensor2D>(imaginary, tf.mul(noiseImaginary, noiseGain))
    ],
    1
  );
}

/** Adds frames of four hops up, each one hop after the other: [frames, 1024] -> [frames * 256]. */
function overlapAdd(frames: tf.Tensor2D): tf.Tensor1D {
  const count = frames.shape[0];
  const hops = fftSize / hopLength;
  const sum = tf
    .split(frames, hops, 1)
    .map((hop, i) =>
      tf.pad(hop, [
        [i, hops - 1 - i],
        [0, 0]
      ])
    )
    .reduce((a, b) => tf.add(a, b));
  return tf.slice<tf.Rank.R1, tf.Tensor1D>(tf.reshape(sum, [-1]), lead, count * hopLength);
}
