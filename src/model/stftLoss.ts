/**
 * Multi-resolution STFT loss (Yamamoto 2020): per window size the spectral convergence and the mean absolute
 * difference of log-magnitudes, averaged over four sizes. docs/MODEL.md, "Vocoder", "Loss".
 */
import * as tf from '@tensorflow/tfjs-core';
import { type Tape, Value } from './autograd';

const sizes = [2048, 1024, 512, 256];
const hopsPerFrame = 4;
const magnitudeEpsilon = 1e-9;
const lowestMagnitude = 1e-4;
const lowestNorm = 1e-3;

/** Windowed cosines and sines of one size, [size, size / 2 + 1] each. */
interface Basis {
  size: number;
  cosine: tf.Tensor2D;
  sine: tf.Tensor2D;
}

/** Constant matrices of the loss; `dispose` when done. */
export class StftBasis {
  readonly bases: Basis[] = sizes.map((size) => {
    const bins = size / 2 + 1;
    const table = (f: (angle: number) => number) => {
      const values = new Float32Array(size * bins);
      for (let n = 0; n < size; n++) {
        const window = 0.5 - 0.5 * Math.cos((2 * Math.PI * n) / size);
        for (let k = 0; k < bins; k++)
          values[n * bins + k] = window * f((2 * Math.PI * ((n * k) % size)) / size);
      }
      return tf.keep(tf.tensor2d(values, [size, bins]));
    };
    return { size, cosine: table(Math.cos), sine: table((x) => -Math.sin(x)) };
  });

  dispose(): void {
    for (const { cosine, sine } of this.bases) tf.dispose([cosine, sine]);
  }
}

/** The loss of audio against a recording, both [segments, samples]: [1, 1]. */
export function stftLoss(tape: Tape, audio: Value, recording: tf.Tensor2D, { bases }: StftBasis): Value {
  const distances = bases.map((basis) => spectralDistance(tape, audio, recording, basis));
  const mean = tf.tidy(() => tf.div<tf.Tensor2D>(tf.addN(distances.map((d) => d.data)), distances.length));
  return tape.record(
    mean,
    distances,
    distances.map(() => (dy) => tf.div(dy, distances.length))
  );
}

function spectralDistance(tape: Tape, audio: Value, recording: tf.Tensor2D, basis: Basis): Value {
  const [segments, samples] = audio.data.shape;
  const framing = new Framing(segments, samples, basis.size);
  const mask = framing.mask();
  const cells = segments * framing.framesPerSegment * (basis.size / 2 + 1);
  const [real, imaginary, magnitude] = spectrum(framing.frames(audio.data), basis);
  const [difference, logSign, differenceNorm, norm, distance] = tf.tidy(() => {
    const target = spectrum(framing.frames(recording), basis)[2];
    const difference = tf.mul<tf.Tensor2D>(tf.sub(magnitude, target), mask);
    const differenceNorm = rootOfSquares(difference);
    const norm = tf.maximum(rootOfSquares(tf.mul(target, mask)), lowestNorm);
    const logDifference = tf.mul<tf.Tensor2D>(tf.sub(flooredLog(magnitude), flooredLog(target)), mask);
    const distance = tf.add(tf.div(differenceNorm, norm), tf.div(total(tf.abs(logDifference)), cells));
    // sign(Δ) as 2 · step(Δ) - 1, the faster kernel; both zero where the mask is
    const logSign = tf.mul(tf.sub(tf.mul(tf.step(logDifference), 2), 1), mask);
    return [difference, logSign, differenceNorm, norm, distance] as tf.Tensor2D[];
  });
  return tape.record(
    distance,
    [audio],
    [
      (dy) => {
        const convergence = tf.div(difference, tf.mul(tf.maximum(differenceNorm, 1e-12), norm));
        const audible = tf.step(tf.sub(magnitude, lowestMagnitude));
        const logarithmic = tf.div(tf.mul(tf.mul(logSign, audible), 1 / cells), magnitude);
        const slope = tf.div(tf.mul(tf.add(convergence, logarithmic), dy), magnitude);
        const dFrames = tf.add<tf.Tensor2D>(
          tf.matMul(tf.mul<tf.Tensor2D>(slope, real), tf.transpose(basis.cosine)),
          tf.matMul(tf.mul<tf.Tensor2D>(slope, imaginary), tf.transpose(basis.sine))
        );
        return framing.unframe(dFrames);
      }
    ]
  );
}

/** Real part, imaginary part and magnitude of windowed frames: [rows, size / 2 + 1] each. */
function spectrum(frames: tf.Tensor2D, { cosine, sine }: Basis): tf.Tensor2D[] {
  return tf.tidy(() => {
    const real = tf.matMul(frames, cosine);
    const imaginary = tf.matMul(frames, sine);
    const power = tf.add(tf.add(tf.square(real), tf.square(imaginary)), magnitudeEpsilon);
    return [real, imaginary, tf.sqrt(power)] as tf.Tensor2D[];
  });
}

function flooredLog(magnitude: tf.Tensor2D): tf.Tensor2D {
  return tf.log(tf.clipByValue(magnitude, lowestMagnitude, Number.MAX_SAFE_INTEGER));
}

/** Sum of everything as [1, 1]: rows first, so that float32 holds it. */
function total(x: tf.Tensor): tf.Tensor2D {
  return tf.reshape(tf.sum(tf.sum(x, 1)), [1, 1]);
}

function rootOfSquares(x: tf.Tensor2D): tf.Tensor2D {
  return tf.sqrt(total(tf.square(x)));
}

/**
 * Centred frames with reflected ends, a quarter of their size apart. All segments are framed as one line; the three
 * frames that straddle two segments are computed and masked, which costs less than cutting them out.
 */
class Framing {
  readonly framesPerSegment: number;
  private readonly hop: number;
  private readonly rowsPerSegment: number;
  private readonly rows: number;

  constructor(
    private readonly segments: number,
    private readonly samples: number,
    private readonly size: number
  ) {
    this.hop = size / hopsPerFrame;
    this.rowsPerSegment = Math.floor((samples + size) / this.hop);
    this.framesPerSegment = this.rowsPerSegment - hopsPerFrame + 1;
    this.rows = segments * this.rowsPerSegment;
  }

  /** [segments, samples] -> [rows, size]. */
  frames(audio: tf.Tensor2D): tf.Tensor2D {
    return tf.tidy(() => {
      const half = this.size / 2;
      const edge = (start: number) =>
        tf.reverse(tf.slice<tf.Rank.R2, tf.Tensor2D>(audio, [0, start], [this.segments, half]), 1);
      const padded = tf.concat<tf.Tensor2D>([edge(1), audio, edge(this.samples - half - 1)], 1);
      const whole = tf.slice<tf.Rank.R2, tf.Tensor2D>(
        padded,
        [0, 0],
        [this.segments, this.rowsPerSegment * this.hop]
      );
      const hops = tf.reshape<tf.Rank.R2>(whole, [this.rows, this.hop]);
      const line = tf.pad(hops, [
        [0, hopsPerFrame - 1],
        [0, 0]
      ]);
      return tf.concat<tf.Tensor2D>(
        this.quarters().map((i) => tf.slice(line, [i, 0], [this.rows, this.hop])),
        1
      );
    });
  }

  /** The adjoint of `frames`: [rows, size] -> [segments, samples]. */
  unframe(frames: tf.Tensor2D): tf.Tensor2D {
    return tf.tidy(() => {
      const line = this.quarters()
        .map((i) =>
          tf.pad(tf.slice<tf.Rank.R2, tf.Tensor2D>(frames, [0, i * this.hop], [this.rows, this.hop]), [
            [i, hopsPerFrame - 1 - i],
            [0, 0]
          ])
        )
        .reduce((a, b) => tf.add<tf.Tensor2D>(a, b));
      const whole = tf.reshape<tf.Rank.R2>(tf.slice(line, [0, 0], [this.rows, this.hop]), [
        this.segments,
        this.rowsPerSegment * this.hop
      ]);
      const half = this.size / 2;
      const cut = this.samples + this.size - this.rowsPerSegment * this.hop;
      const padded = tf.pad(whole, [
        [0, 0],
        [0, cut]
      ]);
      const part = (start: number, length: number) =>
        tf.slice<tf.Rank.R2, tf.Tensor2D>(padded, [0, start], [this.segments, length]);
      const fold = (edge: tf.Tensor2D, start: number) =>
        tf.pad(tf.reverse(edge, 1), [
          [0, 0],
          [start, this.samples - half - start]
        ]);
      return tf.addN([
        part(half, this.samples),
        fold(part(0, half), 1),
        fold(part(half + this.samples, half), this.samples - half - 1)
      ]);
    });
  }

  /** 1 in rows that hold a frame of one segment: [rows, 1]. */
  mask(): tf.Tensor2D {
    const mask = Float32Array.from({ length: this.rows }, (_, row) =>
      row % this.rowsPerSegment < this.framesPerSegment ? 1 : 0
    );
    return tf.tensor2d(mask, [this.rows, 1]);
  }

  private quarters(): number[] {
    return Array.from({ length: hopsPerFrame }, (_, i) => i);
  }
}
