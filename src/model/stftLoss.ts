/**
 * Multi-resolution STFT loss (Yamamoto 2020): per window size the spectral convergence and the mean absolute
 * difference of log-magnitudes, averaged over four sizes. docs/MODEL.md, "Vocoder", "Loss".
 */
import * as tf from '@tensorflow/tfjs-core';
import { type Tape, Value } from './autograd';
import { type ConstantMatrix, constantMatrix, total } from './ops';

const sizes = [2048, 1024, 512, 256];
const hopsPerFrame = 4;
const magnitudeEpsilon = 1e-9;
const lowestMagnitude = 1e-4;
const lowestNorm = 1e-3;

/**
 * A frame is four hops q0…q3 of windowed samples, and its spectrum falls into three parts, each a smaller matMul
 * (decimation in frequency, Cooley and Tukey 1965): with k the bin,
 *   k ≡ 0 mod 4 from q0 + q1 + q2 + q3,   k ≡ 2 mod 4 from q0 - q1 + q2 - q3,
 *   k odd from q0 - q2 and q1 - q3 side by side.
 * Together they need 3/8 of the multiply-adds of the whole matrix. The loss does not care in which order bins come.
 */
interface Part {
  /** [inputs, bins of this part] */
  cosine: ConstantMatrix;
  sine: ConstantMatrix;
}

interface Basis {
  size: number;
  /** the window, a row [1, size / 4] for each hop */
  windows: tf.Tensor2D[];
  /** in the order of the comment above */
  parts: Part[];
}

function makeBasis(size: number): Basis {
  const hop = size / hopsPerFrame;
  const angle = (n: number, k: number) => (2 * Math.PI * ((n * k) % size)) / size;
  const windows = quarters().map((i) => {
    const angles = Array.from({ length: hop }, (_, n) => angle(i * hop + n, 1));
    return tf.keep(
      tf.tensor2d(
        angles.map((x) => 0.5 - 0.5 * Math.cos(x)),
        [1, hop]
      )
    );
  });
  const even = (first: number, bins: number): Part => ({
    cosine: constantMatrix(hop, bins, (n, r) => Math.cos(angle(n, 4 * r + first))),
    sine: constantMatrix(hop, bins, (n, r) => -Math.sin(angle(n, 4 * r + first)))
  });
  // The difference q1 - q3 stands a hop later than q0 - q2: side by side they are samples 0 … 2 hops - 1.
  const odd: Part = {
    cosine: constantMatrix(2 * hop, size / 4, (n, r) => Math.cos(angle(n, 2 * r + 1))),
    sine: constantMatrix(2 * hop, size / 4, (n, r) => -Math.sin(angle(n, 2 * r + 1)))
  };
  return { size, windows, parts: [even(0, size / 8 + 1), even(2, size / 8), odd] };
}

/** Constant matrices of the loss; `dispose` when done. */
export class StftBasis {
  readonly bases: Basis[] = sizes.map(makeBasis);

  dispose(): void {
    for (const { windows, parts } of this.bases)
      tf.dispose([
        windows,
        parts.flatMap(({ cosine, sine }) => [cosine, sine].flatMap((c) => [c.matrix, c.transposed]))
      ]);
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
  const spectra = spectrum(framing.hops(audio.data), basis);
  const { differences, logSigns, differenceNorm, norm, distance } = tf.tidy(() => {
    const targets = spectrum(framing.hops(recording), basis).map(({ magnitude }) => magnitude);
    const masked = (x: tf.Tensor2D) => tf.mul<tf.Tensor2D>(x, mask);
    const differences = spectra.map(({ magnitude }, i) => masked(tf.sub(magnitude, targets[i])));
    const logDifferences = spectra.map(({ magnitude }, i) =>
      masked(tf.sub(flooredLog(magnitude), flooredLog(targets[i])))
    );
    const differenceNorm = norm2(differences);
    const norm = tf.maximum<tf.Tensor2D>(norm2(targets.map(masked)), lowestNorm);
    const logarithmic = tf.div(tf.addN(logDifferences.map((x) => total(tf.abs(x)))), cells);
    const distance = tf.add<tf.Tensor2D>(tf.div(differenceNorm, norm), logarithmic);
    // sign(Δ) as 2 · step(Δ) - 1, the faster kernel; both zero where the mask is
    const logSigns = logDifferences.map((x) => masked(tf.sub(tf.mul(tf.step(x), 2), 1)));
    return { differences, logSigns, differenceNorm, norm, distance };
  });
  return tape.record(
    distance,
    [audio],
    [
      (dy) => {
        const scale = tf.mul(tf.maximum(differenceNorm, 1e-12), norm);
        const dInputs = spectra.map(({ real, imaginary, magnitude }, i) => {
          const convergence = tf.div(differences[i], scale);
          const audible = tf.step(tf.sub(magnitude, lowestMagnitude));
          const logarithmic = tf.div(tf.mul(tf.mul(logSigns[i], audible), 1 / cells), magnitude);
          const slope = tf.div(tf.mul(tf.add(convergence, logarithmic), dy), magnitude);
          const { cosine, sine } = basis.parts[i];
          return tf.add<tf.Tensor2D>(
            tf.matMul(tf.mul<tf.Tensor2D>(slope, real), cosine.transposed),
            tf.matMul(tf.mul<tf.Tensor2D>(slope, imaginary), sine.transposed)
          );
        });
        return framing.unframe(unfold(dInputs, basis));
      }
    ]
  );
}

type Spectrum = { real: tf.Tensor2D; imaginary: tf.Tensor2D; magnitude: tf.Tensor2D };

/** Spectrum of the frames whose four hops are given, [rows, size / 4] each, in the basis' parts. */
function spectrum(hops: tf.Tensor2D[], { windows, parts }: Basis): Spectrum[] {
  return tf.tidy(() => {
    const [q0, q1, q2, q3] = hops.map((hop, i) => tf.mul<tf.Tensor2D>(hop, windows[i]));
    const [sum02, sum13] = [tf.add<tf.Tensor2D>(q0, q2), tf.add<tf.Tensor2D>(q1, q3)];
    const odd = [tf.sub<tf.Tensor2D>(q0, q2), tf.sub<tf.Tensor2D>(q1, q3)];
    const inputs = [
      tf.add<tf.Tensor2D>(sum02, sum13),
      tf.sub<tf.Tensor2D>(sum02, sum13),
      tf.concat<tf.Tensor2D>(odd, 1)
    ];
    return inputs.map((input, i) => {
      const real: tf.Tensor2D = tf.matMul(input, parts[i].cosine.matrix);
      const imaginary: tf.Tensor2D = tf.matMul(input, parts[i].sine.matrix);
      const power = tf.add<tf.Tensor2D>(tf.add(tf.square(real), tf.square(imaginary)), magnitudeEpsilon);
      return { real, imaginary, magnitude: tf.sqrt(power) };
    });
  });
}

/** Gradients of the parts' inputs -> gradients of the four hops: the adjoint of how `spectrum` makes them. */
function unfold([dEven, dHalf, dOdd]: tf.Tensor2D[], { size, windows }: Basis): tf.Tensor2D[] {
  const hop = size / hopsPerFrame;
  const [dOdd02, dOdd13] = [0, hop].map((start) =>
    tf.slice<tf.Rank.R2, tf.Tensor2D>(dOdd, [0, start], [dOdd.shape[0], hop])
  );
  const [d02, d13] = [tf.add<tf.Tensor2D>(dEven, dHalf), tf.sub<tf.Tensor2D>(dEven, dHalf)];
  const dHops = [tf.add(d02, dOdd02), tf.add(d13, dOdd13), tf.sub(d02, dOdd02), tf.sub(d13, dOdd13)];
  return dHops.map((dHop, i) => tf.mul<tf.Tensor2D>(dHop, windows[i]));
}

function flooredLog(magnitude: tf.Tensor2D): tf.Tensor2D {
  return tf.log(tf.clipByValue(magnitude, lowestMagnitude, Number.MAX_SAFE_INTEGER));
}

/** Root of the sum of squares over all given matrices: [1, 1]. */
function norm2(parts: tf.Tensor2D[]): tf.Tensor2D {
  return tf.sqrt(tf.addN(parts.map((part) => total(tf.square(part)))));
}

function quarters(): number[] {
  return Array.from({ length: hopsPerFrame }, (_, i) => i);
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

  /** [segments, samples] -> the four hops of every frame, [rows, size / 4] each. */
  hops(audio: tf.Tensor2D): tf.Tensor2D[] {
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
      return quarters().map((i) => tf.slice<tf.Rank.R2, tf.Tensor2D>(line, [i, 0], [this.rows, this.hop]));
    });
  }

  /** The adjoint of `hops`. */
  unframe(hops: tf.Tensor2D[]): tf.Tensor2D {
    return tf.tidy(() => {
      const line = hops
        .map((hop, i) =>
          tf.pad(hop, [
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
}
