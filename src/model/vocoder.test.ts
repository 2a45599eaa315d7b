import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { pulseTrain } from './excitation';
import { Layout, WeightValues } from './parameters';
import { baseWeights, golden, largestDifference, relativeL2, useWasm } from '../../tools/parity';
import { cepstra, vocode, VocoderBasis } from './vocoder';

const layout = new Layout(baseWeights.vocoder);
const frames = {
  mel: golden.floats('clip.log_mel'),
  logF0: golden.floats('vocoder.lf0'),
  voiced: golden.floats('vocoder.voiced')
};

beforeAll(useWasm);

test('the pulse train equals the golden one', () => {
  const pulses = pulseTrain(frames.logF0, frames.voiced);
  expect(relativeL2(pulses, golden.floats('vocoder.pulses'))).toBeLessThan(1e-3);
});

test('cepstra and audio equal the golden ones, with noise and without', () => {
  tf.tidy(() => {
    const basis = new VocoderBasis();
    const weights = new WeightValues(layout, layout.upload(layout.flatten(baseWeights.vocoder))).get;
    const filters = cepstra(weights, frames).dataSync();
    expect(largestDifference(filters, golden.floats('vocoder.cepstra'))).toBeLessThan(1e-3);
    const noise = golden.floats('vocoder.noise');
    for (const [name, given] of [
      ['vocoder.audio_harmonic', new Float32Array(noise.length)],
      ['vocoder.audio', noise]
    ] as const) {
      const audio = vocode(weights, frames, given, basis).dataSync();
      expect(largestDifference(audio, golden.floats(name)), name).toBeLessThan(1e-3);
    }
    basis.dispose();
  });
});
