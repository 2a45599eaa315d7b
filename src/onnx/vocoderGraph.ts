/** The vocoder: frames to cepstra of two filters, which a pulse train and noise pass through. */
import { vocoder } from '../model/architecture';
import type { Frames } from './decoderGraph';
import { analyse, both, halfBins, numbers, resynthesise, trigonometry, type Bins } from './fourierGraph';
import type { Graph, Value } from './graph';
import type { Layers } from './layers';
import { pulses } from './sourceGraph';

const { causal, anticausal, noise: noisy, melUnits, logF0Units } = vocoder;

/** @param noiseGain [1] @returns [samples] */
export function vocode(layers: Layers, frames: Frames, noiseGain: Value): Value {
  const { g } = layers;
  const cepstra = filters(layers, frames);
  const train = pulses(g, frames.logF0, frames.voiced); // [frames, 256]
  const noise = g.multiply(g.normalLike(train), noiseGain);
  const sources = g.concat([g.reshape(train, [1, -1]), g.reshape(noise, [1, -1])], 0);
  const spectra = analyse(g, sources, 2);

  const { logMagnitude, phase } = harmonicFilter(g, cepstra.causal, cepstra.anticausal);
  const noiseMagnitude = cosineSeries(g, cepstra.noise, noisy);
  const filtered = (bins: keyof Bins) => {
    const [real, noiseReal] = bySource(g, spectra.real[bins]);
    const [negated, noiseNegated] = bySource(g, spectra.negatedImaginary[bins]);
    const magnitude = exponential(g, logMagnitude[bins]);
    const filterReal = g.multiply(magnitude, g.cos(phase[bins]));
    const filterImaginary = g.multiply(magnitude, g.sin(phase[bins]));
    const noiseFilter = exponential(g, noiseMagnitude[bins]);
    const harmonicReal = g.add(g.multiply(real, filterReal), g.multiply(negated, filterImaginary));
    const harmonicImaginary = g.subtract(g.multiply(real, filterImaginary), g.multiply(negated, filterReal));
    return {
      real: g.add(harmonicReal, g.multiply(noiseReal, noiseFilter)),
      imaginary: g.subtract(harmonicImaginary, g.multiply(noiseNegated, noiseFilter))
    };
  };
  const low = filtered('low');
  const high = filtered('high');
  return resynthesise(g, {
    real: { low: low.real, high: high.real },
    imaginary: { low: low.imaginary, high: high.imaginary }
  });
}

/** The network: log-mel, log-F0 and voicing → cepstra, [frames, coefficients] each. */
function filters(layers: Layers, { logMel, logF0, voiced }: Frames) {
  const { g } = layers;
  const inUnits = (x: Value, { centre, scale }: { centre: number; scale: number }) =>
    g.divide(g.subtract(x, g.scalar(centre)), g.scalar(scale));
  const mel = inUnits(logMel, melUnits);
  const pitch = inUnits(logF0, logF0Units);
  let x = layers.convolution(g.concat([mel, pitch, voiced], 1), 'vocoder.input'); // [frames, 224]
  for (let i = 0; i < vocoder.blocks; i++) x = layers.block(x, `vocoder.blocks.${i}`);
  const output = layers.linear(layers.norm(x, 'vocoder.norm'), 'vocoder.output');
  const [c, a, n] = g.split(output, 1, [causal, anticausal, noisy]) as [Value, Value, Value];
  return { causal: c, anticausal: a, noise: n };
}

/** Log-magnitude Σ (c + a) cos(nω) and phase Σ (a - c) sin(nω); the anticausal coefficients start at n = 1. */
function harmonicFilter(g: Graph, c: Value, a: Value): { logMagnitude: Bins; phase: Bins } {
  const aligned = g.pad(a, [0, 1], [0, causal - anticausal - 1]);
  return {
    logMagnitude: cosineSeries(g, g.add(c, aligned), causal),
    phase: sineSeries(g, g.subtract(aligned, c), causal)
  };
}

/** Σ x_n cos(nω) at every bin: even n are the same at bins k and 512 - k, odd n change sign. */
function cosineSeries(g: Graph, x: Value, count: number): Bins {
  const [even, odd] = byParity(g, x, count, 'cos');
  return both(g, even, odd);
}

/** Σ x_n sin(nω) at every bin: odd n are the same at bins k and 512 - k, even n change sign. */
function sineSeries(g: Graph, x: Value, count: number): Bins {
  const [even, odd] = byParity(g, x, count, 'sin');
  return { low: g.add(odd, even), high: g.subtract(odd, even) };
}

function byParity(g: Graph, x: Value, count: number, kind: 'cos' | 'sin'): [Value, Value] {
  const series = (first: number) => {
    const order = numbers(Math.ceil((count - first) / 2), first, 2);
    return g.matMul(g.slice(x, 1, first, count, 2), trigonometry(g, kind, order, numbers(halfBins)));
  };
  return [series(0), series(1)];
}

function exponential(g: Graph, logMagnitude: Value): Value {
  return g.exp(g.clip(logMagnitude, vocoder.lowestLogMagnitude, vocoder.highestLogMagnitude));
}

/** [2, frames, 257] → pulses' and noise's [frames, 257] */
function bySource(g: Graph, bins: Value): [Value, Value] {
  return g.split(bins, 0, [1, 1]).map((x) => g.squeeze(x, 0)) as [Value, Value];
}
