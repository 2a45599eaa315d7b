/** What the vocoder filters: a band-limited pulse train at F0 where the voice sounds (docs/MODEL.md, "Pulses"). */
import { at } from '../at';
import { audioConfig } from '../config';
import type { Graph, Value } from './graph';
import { dataType } from './protobuf';

const { sampleRate, hopLength } = audioConfig;

/**
 * Weights of the previous, this and the next frame at each of a frame's samples, [3, 256]: linear between frame
 * centres. `summed` adds up along the frame, so that a product gives the sum over the samples so far.
 */
function interpolation(summed: boolean): Float32Array {
  const rows = new Float32Array(3 * hopLength);
  const sums = [0, 0, 0];
  for (let i = 0; i < hopLength; i++) {
    const j = (i + 0.5 - hopLength / 2) / hopLength;
    [Math.max(-j, 0), 1 - Math.abs(j), Math.max(j, 0)].forEach((weight, row) => {
      const sum = summed ? at(sums, row) + weight : weight;
      sums[row] = sum;
      rows[row * hopLength + i] = sum;
    });
  }
  return rows;
}

/** [frames, 1] → [frames, 3]: the frame before, the frame, the frame after; the ends repeated. */
function withNeighbours(g: Graph, x: Value): Value {
  const end = Number.MAX_SAFE_INTEGER;
  const before = g.concat([g.slice(x, 0, 0, 1), g.slice(x, 0, 0, -1)], 0);
  const after = g.concat([g.slice(x, 0, 1, end), g.slice(x, 0, -1, end)], 0);
  return g.concat([before, x, after], 1);
}

/** log-F0 and voicing, [frames, 1] → pulses [frames, 256], about unit power where voiced. */
export function pulses(g: Graph, logF0: Value, voiced: Value): Value {
  const hertz = g.exp(logF0);
  const perSample = withNeighbours(g, g.divide(hertz, g.scalar(sampleRate)));
  const advance = g.matMul(perSample, g.floats(interpolation(true), [3, hopLength]));
  // Kept modulo 1 in double precision: after a minute a float would have lost the phase.
  const perFrame = g.cast(g.slice(advance, 1, -1, Number.MAX_SAFE_INTEGER), dataType.double);
  const start = g.remainder(g.cumulativeSum(perFrame, 0, true), g.cast(g.scalar(1), dataType.double));
  const turns = g.add(g.cast(start, dataType.float), advance); // [frames, 256]
  const phase = g.multiply(g.subtract(turns, g.round(turns)), g.scalar(Math.PI));

  const harmonics = g.maximum(g.floor(g.divide(g.scalar(sampleRate / 2), hertz)), g.scalar(1)); // [frames, 1]
  const order = g.add(g.multiply(harmonics, g.scalar(2)), g.scalar(1));
  const sine = g.sin(phase);
  const atPulse = g.less(g.abs(sine), g.scalar(1e-4));
  const ratio = g.divide(g.sin(g.multiply(phase, order)), g.where(atPulse, g.scalar(1), sine));
  const train = g.subtract(g.where(atPulse, order, ratio), g.scalar(1));
  const power = g.sqrt(g.multiply(harmonics, g.scalar(2)));
  const voicing = g.matMul(withNeighbours(g, voiced), g.floats(interpolation(false), [3, hopLength]));
  return g.multiply(g.divide(train, power), voicing);
}
