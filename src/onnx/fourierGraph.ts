/**
 * The vocoder's Fourier transforms of 1024 points as matrix products, at a quarter of their plain cost.
 *
 * Time runs from the middle of the buffer, m = n - 512, which drops a factor (-1)^k that filtering cancels anyway.
 * Two symmetries are used, with θ = 2πkm/1024:
 * - in time, cosine is even and sine is odd in m: fold the two halves of a frame onto each other first;
 * - in frequency, bin 512 - k has cos((-1)^m ...): cos(πm - θ) = (-1)^m cos θ and sin(πm - θ) = -(-1)^m sin θ,
 *   so bins k and 512 - k are the sum and the difference of what even and odd m contribute.
 * Signals are therefore kept as even and odd samples, and spectra as bins 0..256 (`low`) and 512..256 (`high`,
 * mirrored; bin 256 is in both).
 */
import type { Graph, Value } from './graph';
import { dataType } from './protobuf';

/** The same 257 columns twice: bins k and bins 512 - k, k = 0..256. */
export interface Bins {
  low: Value;
  high: Value;
}

export interface Spectrum {
  real: Bins;
  imaginary: Bins;
}

const size = 1024;
/** columns of `low` and of `high` */
export const halfBins = 257;
const hop = 256;
const half = hop / 2;
const end = Number.MAX_SAFE_INTEGER;

/** cos or sin of 2π·row·column/1024, computed in the graph from whole numbers, so that the file stays small. */
export function trigonometry(g: Graph, kind: 'cos' | 'sin', rows: number[], columns: number[]): Value {
  const turns = g.modulo(
    g.multiply(g.ints(rows, [rows.length, 1]), g.ints(columns, [1, columns.length])),
    g.int(size)
  );
  const angle = g.multiply(g.cast(turns, dataType.float), g.scalar((2 * Math.PI) / size));
  return kind === 'cos' ? g.cos(angle) : g.sin(angle);
}

/** `count` numbers from `first` in steps of `step` */
export function numbers(count: number, first = 0, step = 1): number[] {
  return Array.from({ length: count }, (_, i) => first + i * step);
}

export function both(g: Graph, even: Value, odd: Value): Bins {
  return { low: g.add(even, odd), high: g.subtract(even, odd) };
}

/**
 * Spectra of overlapping frames of several signals.
 * @param signals [signals, frames * 256]
 * @returns Σ x cos θ and Σ x sin θ (the imaginary part is its negative), bins of [signals, frames, 257]
 */
export function analyse(g: Graph, signals: Value, count: number): { real: Bins; negatedImaginary: Bins } {
  // Frame t is the 512 samples around its centre: halves t and t + 1 of the signal padded by 128.
  const padded = g.pad(signals, [0, half], [0, half]);
  const rows = g.transpose(g.reshape(padded, [count, -1, half, 2]), [3, 0, 1, 2]);
  const [evens, odds] = g.split(rows, 0, [1, 1]).map((x) => g.squeeze(x, 0)) as [Value, Value];
  const even = fold(g, evens, 0);
  const odd = fold(g, odds, 1);
  const bins = numbers(halfBins);
  const product = (x: Value, kind: 'cos' | 'sin', parity: number) =>
    g.matMul(x, trigonometry(g, kind, numbers(half, parity, 2), bins));
  const oddSines = product(odd.difference, 'sin', 1);
  const evenSines = product(even.difference, 'sin', 0);
  return {
    real: both(g, product(even.sum, 'cos', 0), product(odd.sum, 'cos', 1)),
    negatedImaginary: { low: g.add(oddSines, evenSines), high: g.subtract(oddSines, evenSines) }
  };
}

/** Windows a frame's samples at m and -m, m = parity, parity + 2, ... 254, and folds them: [.., frames, 128] each. */
function fold(g: Graph, halves: Value, parity: number): { sum: Value; difference: Value } {
  const places = numbers(half, parity, 2);
  const window = places.map((m) => 0.5 + 0.5 * Math.cos((2 * Math.PI * m) / (2 * hop)));
  // -m is found at 256 - m of the half before; m = 0 has no mirror image.
  const mirrored = g.gather(
    g.slice(halves, 1, 0, -1),
    g.ints(places.map((m) => (m === 0 ? 0 : (hop - m - parity) / 2))),
    2
  );
  const after = g.multiply(g.slice(halves, 1, 1, end), g.floats(window));
  const before = g.multiply(mirrored, g.floats(window.map((w, i) => (places[i] === 0 ? 0 : w))));
  return { sum: g.add(after, before), difference: g.subtract(after, before) };
}

/**
 * Frames back to time, overlapped and added.
 * @param spectrum bins of [frames, 257]
 * @returns [frames * 256]
 */
export function resynthesise(g: Graph, { real, imaginary }: Spectrum): Value {
  const bins = numbers(halfBins);
  const inverse = (kind: 'cos' | 'sin', parity: number) => {
    const weights = bins.map((k) => (k === 0 || k === 256 ? 1 : 2) / size);
    const places = numbers(halfBins - parity, parity, 2);
    return g.multiply(trigonometry(g, kind, bins, places), g.floats(weights, [halfBins, 1]));
  };
  const realParts = both(g, real.low, real.high);
  const imaginaryParts = both(g, imaginary.low, imaginary.high);
  const evens = overlap(
    g,
    g.matMul(realParts.low, inverse('cos', 0)),
    g.matMul(imaginaryParts.high, inverse('sin', 0)),
    0
  );
  const odds = overlap(
    g,
    g.matMul(realParts.high, inverse('cos', 1)),
    g.matMul(imaginaryParts.low, inverse('sin', 1)),
    1
  );
  const interleaved = g.concat([g.unsqueeze(evens, 2), g.unsqueeze(odds, 2)], 2); // [frames + 3, 128, 2]
  return g.slice(g.reshape(interleaved, [-1]), 0, 384, -384);
}

/**
 * Adds frames at hop 256, for the even or the odd samples.
 * @param cosines the part even in m, `sines` the part odd in m, at m = parity, parity + 2, ...
 * @returns [frames + 3, 128]
 */
function overlap(g: Graph, cosines: Value, sines: Value, parity: number): Value {
  const ahead = g.subtract(cosines, sines);
  const behind = g.add(cosines, sines);
  const rows = (x: Value, from: number, row: number) =>
    g.pad(g.slice(x, 1, from, from + half), [row, 0], [3 - row, 0]);
  const first = 1 - parity;
  const mirrored = g.add(rows(behind, first + half, 0), rows(behind, first, 1));
  const reversed = g.gather(mirrored, g.ints(numbers(half, half - 1, -1)), 1);
  return g.add(reversed, g.add(rows(ahead, 0, 2), rows(ahead, half, 3)));
}
