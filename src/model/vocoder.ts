/**
 * The vocoder: log-mel, log-F0 and voicing -> cepstra of a mixed-phase harmonic filter and a zero-phase noise filter,
 * through which pulses and noise pass by overlap-add. A source-filter vocoder in the line of neural homomorphic
 * vocoding (Liu 2020) and DDSP (Engel 2020); docs/MODEL.md has the numbers. Matrices are packed (packing.ts).
 */
import * as tf from '@tensorflow/tfjs-core';
import { audioConfig } from '../config';
import { type Tape, Value } from './autograd';
import { pulseTrain, sourceFrame, sourceFrames } from './excitation';
import {
  constant,
  constantMatrix,
  convNextBlock,
  convolution,
  layerNorm,
  linear,
  timesConstant
} from './ops';
import { gapRows, packMask, packRows, packSpans, type Span } from './packing';
import { under, type Weights } from './parameters';

const { fftSize, hopLength, melBands } = audioConfig;
const bins = fftSize / 2 + 1;
const blocks = 6;
/** Cepstral coefficients: harmonic causal c0…c120, harmonic anticausal a1…a40, noise n0…n80. */
const causal = 121;
const anticausal = 40;
const noise = 81;
const coefficients = causal + anticausal + noise;
/** Bounds of the log-magnitudes. */
const lowestLog = -12;
const highestLog = 8;
const rowMultiple = 32;
/** Samples of a frame before the first sample of its hop: (1024 - 256) / 2. */
const lead = (fftSize - hopLength) / 2;
/** Place of a source frame in the buffer of a transform. */
const sourceStart = (fftSize - sourceFrame) / 2;

/** What the vocoder hears of one stretch of speech. */
export interface Segment {
  /** natural log-mel [frames, 80] */
  mel: Float32Array;
  /** natural log of F0 in Hz [frames] */
  logF0: Float32Array;
  /** 0 … 1 [frames] */
  voiced: Float32Array;
  /** start phase of the pulses in periods */
  startPhase: number;
  /** standard normal, or zeros for none [frames * 256] */
  noise: Float32Array;
}

/** Constant matrices of the vocoder; `dispose` when done. */
export class VocoderBasis {
  /** windowed 512-sample frame -> real and imaginary part of its spectrum, [512, 513] each */
  readonly analysisReal = constantMatrix(sourceFrame, bins, (n, k) => Math.cos(angle((n + sourceStart) * k)));
  readonly analysisImaginary = constantMatrix(
    sourceFrame,
    bins,
    (n, k) => -Math.sin(angle((n + sourceStart) * k))
  );
  /** cepstra -> harmonic log-magnitude | harmonic phase | noise log-magnitude: [242, 3 * 513] */
  readonly responses = constantMatrix(coefficients, 3 * bins, response);
  /** real | imaginary spectrum -> 1024 samples: [2 * 513, 1024] */
  readonly synthesis = constantMatrix(2 * bins, fftSize, (row, n) => {
    const k = row % bins;
    const weight = (k === 0 || k === bins - 1 ? 1 : 2) / fftSize;
    return weight * (row < bins ? Math.cos(angle(k * n)) : -Math.sin(angle(k * n)));
  });

  dispose(): void {
    for (const { matrix, transposed } of [
      this.analysisReal,
      this.analysisImaginary,
      this.responses,
      this.synthesis
    ])
      tf.dispose([matrix, transposed]);
  }
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

/** Segments as packed matrices. */
export interface VocoderRows {
  spans: Span[];
  rows: number;
  input: tf.Tensor2D; // [rows, 82]
  mask: tf.Tensor2D; // [rows, 1]
  pulses: tf.Tensor2D; // [rows, 512]
  noise: tf.Tensor2D; // [rows, 512]
}

/** Lays segments below each other, with their sources made and cut into frames. */
export function packSegments(segments: Segment[]): VocoderRows {
  const { spans, rows } = packSpans(
    segments.map((s) => s.logF0.length),
    rowMultiple
  );
  const pack = (parts: Float32Array[], columns: number) =>
    tf.tensor2d(packRows(parts, spans, rows, columns), [rows, columns]);
  return {
    spans,
    rows,
    input: pack(segments.map(networkInput), melBands + 2),
    mask: tf.tensor2d(packMask(spans, rows), [rows, 1]),
    pulses: pack(
      segments.map((s) => sourceFrames(pulseTrain(s.logF0, s.voiced, s.startPhase))),
      sourceFrame
    ),
    noise: pack(
      segments.map((s) => sourceFrames(s.noise)),
      sourceFrame
    )
  };
}

/** (mel + 5) / 2.5, (log-F0 - 5.1) / 0.4, voiced: [frames, 82]. */
function networkInput({ mel, logF0, voiced }: Segment): Float32Array {
  const columns = melBands + 2;
  const input = new Float32Array(logF0.length * columns);
  for (let t = 0; t < logF0.length; t++) {
    for (let b = 0; b < melBands; b++) input[t * columns + b] = (mel[t * melBands + b] + 5) / 2.5;
    input[t * columns + melBands] = (logF0[t] - 5.1) / 0.4;
    input[t * columns + melBands + 1] = voiced[t];
  }
  return input;
}

/** The filters of every frame as cepstra: [rows, 242]. */
export function cepstra(tape: Tape, weights: Weights, { input, mask }: VocoderRows): Value {
  let h = convolution(tape, constant(input), weights('input.weight'), weights('input.bias'));
  for (let i = 0; i < blocks; i++) h = convNextBlock(tape, h, mask, under(weights, `blocks.${i}`));
  h = layerNorm(tape, h, weights('norm.gain'), weights('norm.bias'));
  return linear(tape, h, weights('output.weight'), weights('output.bias'));
}

/** Filters the sources and adds their frames up: audio of each segment, [segments, samples]; all of one length. */
export function render(tape: Tape, filters: Value, batch: VocoderRows, constants: VocoderBasis): Value {
  const responses = timesConstant(tape, filters, constants.responses);
  const spectrum = filterSources(tape, responses, batch, constants);
  return overlapAdd(tape, timesConstant(tape, spectrum, constants.synthesis), batch.spans);
}

/** The whole vocoder: [segments, samples]. */
export function vocode(tape: Tape, weights: Weights, batch: VocoderRows, constants: VocoderBasis): Value {
  return render(tape, cepstra(tape, weights, batch), batch, constants);
}

/**
 * Pulses times the harmonic filter plus noise times the noise filter: responses [rows, 3 * 513] -> real | imaginary
 * [rows, 2 * 513]. With S = X · exp(m + iφ): ∂S/∂m = S and ∂S/∂φ = iS, so the way back needs no new exponential.
 */
function filterSources(tape: Tape, responses: Value, batch: VocoderRows, constants: VocoderBasis): Value {
  const rows = batch.rows;
  const part = (x: tf.Tensor2D, i: number): tf.Tensor2D => tf.slice(x, [0, i * bins], [rows, bins]);
  const inside = (x: tf.Tensor2D) =>
    tf.mul<tf.Tensor2D>(tf.step(tf.sub(x, lowestLog)), tf.step(tf.sub(highestLog, x)));
  const magnitude = part(responses.data, 0);
  const noiseMagnitude = part(responses.data, 2);
  const [real, imaginary, noiseReal, noiseImaginary] = tf.tidy(() => {
    const gain = tf.exp(tf.clipByValue(magnitude, lowestLog, highestLog));
    const phase = part(responses.data, 1);
    const filterReal = tf.mul(gain, tf.cos(phase));
    const filterImaginary = tf.mul(gain, tf.sin(phase));
    const pulsesReal = tf.matMul(batch.pulses, constants.analysisReal.matrix);
    const pulsesImaginary = tf.matMul(batch.pulses, constants.analysisImaginary.matrix);
    const noiseGain = tf.exp(tf.clipByValue(noiseMagnitude, lowestLog, highestLog));
    return [
      tf.sub(tf.mul(pulsesReal, filterReal), tf.mul(pulsesImaginary, filterImaginary)),
      tf.add(tf.mul(pulsesReal, filterImaginary), tf.mul(pulsesImaginary, filterReal)),
      tf.mul(tf.matMul(batch.noise, constants.analysisReal.matrix), noiseGain),
      tf.mul(tf.matMul(batch.noise, constants.analysisImaginary.matrix), noiseGain)
    ] as tf.Tensor2D[];
  });
  const spectrum = tf.tidy(() =>
    tf.concat([tf.add<tf.Tensor2D>(real, noiseReal), tf.add<tf.Tensor2D>(imaginary, noiseImaginary)], 1)
  );
  return tape.record(
    spectrum,
    [responses],
    [
      (dy) => {
        const dReal = part(dy, 0);
        const dImaginary = part(dy, 1);
        const along = (re: tf.Tensor2D, im: tf.Tensor2D) =>
          tf.add<tf.Tensor2D>(tf.mul(dReal, re), tf.mul(dImaginary, im));
        return tf.concat<tf.Tensor2D>(
          [
            tf.mul<tf.Tensor2D>(along(real, imaginary), inside(magnitude)),
            tf.sub<tf.Tensor2D>(tf.mul(dImaginary, real), tf.mul(dReal, imaginary)),
            tf.mul<tf.Tensor2D>(along(noiseReal, noiseImaginary), inside(noiseMagnitude))
          ],
          1
        );
      }
    ]
  );
}

/**
 * Adds frames of four hops up, each one hop after the other: [rows, 1024] -> [segments, samples]. The gap between
 * segments is as long as a frame's overhang, so they do not mix.
 */
function overlapAdd(tape: Tape, frames: Value, spans: Span[]): Value {
  const rows = frames.data.shape[0];
  const hops = fftSize / hopLength;
  const samples = spans[0].length * hopLength;
  const firstSample = (span: Span) => span.start * hopLength + lead;
  const audio = tf.tidy(() => {
    const sum = quarters(hops)
      .map((i) => {
        const quarter = tf.slice<tf.Rank.R2, tf.Tensor2D>(frames.data, [0, i * hopLength], [rows, hopLength]);
        return tf.pad(quarter, [
          [i, hops - 1 - i],
          [0, 0]
        ]);
      })
      .reduce((a, b) => tf.add<tf.Tensor2D>(a, b));
    const line = tf.reshape(sum, [-1]);
    return tf.concat<tf.Tensor2D>(
      spans.map((span) => tf.reshape<tf.Rank.R2>(tf.slice(line, firstSample(span), samples), [1, samples])),
      0
    );
  });
  return tape.record(
    audio,
    [frames],
    [
      (dy) => {
        const gap = tf.zeros<tf.Rank.R1>([gapRows * hopLength]);
        const segments = spans.flatMap((_, i) => [
          tf.reshape<tf.Rank.R1>(tf.slice(dy, i, 1), [samples]),
          gap
        ]);
        const used = lead + spans.length * (samples + gapRows * hopLength);
        const line = tf.concat<tf.Tensor1D>([
          tf.zeros<tf.Rank.R1>([lead]),
          ...segments,
          tf.zeros<tf.Rank.R1>([(rows + gapRows) * hopLength - used])
        ]);
        const hopRows = tf.reshape<tf.Rank.R2>(line, [rows + gapRows, hopLength]);
        return tf.concat<tf.Tensor2D>(
          quarters(hops).map((i) => tf.slice(hopRows, [i, 0], [rows, hopLength])),
          1
        );
      }
    ]
  );
}

function quarters(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}
