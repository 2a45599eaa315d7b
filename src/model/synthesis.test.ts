import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { logMelDistance } from '../audio/logMelDistance';
import { natural } from './architecture';
import { Layout } from './parameters';
import { speakFrames, vocodeFrames } from './synthesis';
import { baseWeights, golden, goldenBatch, largestDifference, useWasm } from '../../tools/parity';
import { VocoderBasis } from './vocoder';

beforeAll(useWasm);

test.each([
  ['drawn at the default temperature', 'synthesis', 1],
  ['calm and without noise', 'still', 0]
] as const)('ids alone become the golden durations, frames and audio, %s', async (_, name, share) => {
  const upload = (tensors: typeof baseWeights.acoustic) => {
    const layout = new Layout(tensors);
    return { layout, parameters: layout.upload(layout.flatten(tensors)) };
  };
  const acoustic = upload(baseWeights.acoustic);
  const vocoder = upload(baseWeights.vocoder);
  const stats = golden.floats('stats');
  const units = {
    melMean: stats.subarray(0, 80),
    melDeviation: stats.subarray(80, 160),
    logF0Mean: stats[160]!,
    logF0Deviation: stats[161]!
  };
  const fit = {
    variance: golden.floats('synthesis.variance') as Float32Array<ArrayBuffer>,
    pace: golden.floats('synthesis.pace')[0]!,
    range: golden.floats('synthesis.range')[0]!
  };
  const before = tf.memory().numTensors;
  const noise = golden.floats('synthesis.noise_prosody').map((z) => share * natural.temperature * z);
  const frames = await speakFrames(acoustic, goldenBatch()[0]!, units, fit, noise);
  expect([...frames.durations]).toEqual([...golden.floats(`${name}.durations`)]);
  expect(largestDifference(frames.mel, golden.floats(`${name}.mel`))).toBeLessThan(1e-2);
  expect(largestDifference(frames.logF0, golden.floats(`${name}.lf0`))).toBeLessThan(1e-2);
  expect([...frames.voiced]).toEqual([...golden.floats(`${name}.voiced`)]);
  const basis = new VocoderBasis();
  const hiss = golden
    .floats('synthesis.noise_audio')
    .slice(0, frames.logF0.length * 256)
    .map((n) => share * n);
  const audio = await vocodeFrames(vocoder, frames, hiss, basis);
  const expected = golden.floats(`${name}.audio`).map((x) => Math.max(-1, Math.min(1, x)));
  expect(audio).toHaveLength(expected.length);
  expect(logMelDistance(audio, expected)).toBeLessThan(0.05);
  basis.dispose();
  expect(tf.memory().numTensors).toBe(before);
  tf.dispose([acoustic.parameters, vocoder.parameters]);
});
