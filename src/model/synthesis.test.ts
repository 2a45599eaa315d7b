import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { logMelDistance } from '../audio/logMelDistance';
import { Layout } from './parameters';
import { predictFrames, vocodeFrames } from './synthesis';
import { baseWeights, golden, goldenBatch, largestDifference, useWasm } from '../../tools/parity';
import { VocoderBasis } from './vocoder';

beforeAll(useWasm);

test('ids alone become the golden durations, frames and audio', async () => {
  const acoustic = new Layout(baseWeights.acoustic);
  const vocoder = new Layout(baseWeights.vocoder);
  const acousticParameters = acoustic.upload(acoustic.flatten(baseWeights.acoustic));
  const vocoderParameters = vocoder.upload(vocoder.flatten(baseWeights.vocoder));
  const stats = golden.floats('stats');
  const units = {
    melMean: stats.subarray(0, 80),
    melDeviation: stats.subarray(80, 160),
    logF0Mean: stats[160],
    logF0Deviation: stats[161]
  };
  const before = tf.memory().numTensors;
  const frames = await predictFrames(
    { layout: acoustic, parameters: acousticParameters },
    goldenBatch()[0],
    units,
    new Float32Array(80).fill(1)
  );
  expect([...frames.durations]).toEqual([...golden.floats('synthesis.durations')]);
  expect(largestDifference(frames.mel, golden.floats('synthesis.mel'))).toBeLessThan(1e-2);
  expect(largestDifference(frames.logF0, golden.floats('synthesis.lf0'))).toBeLessThan(1e-2);
  expect([...frames.voiced]).toEqual([...golden.floats('synthesis.voiced')]);
  const constants = new VocoderBasis();
  const audio = await vocodeFrames(
    { layout: vocoder, parameters: vocoderParameters },
    frames,
    constants,
    null
  );
  const expected = golden.floats('synthesis.audio').map((x) => Math.max(-1, Math.min(1, x)));
  expect(audio).toHaveLength(expected.length);
  expect(logMelDistance(audio, expected)).toBeLessThan(0.05);
  constants.dispose();
  expect(tf.memory().numTensors).toBe(before);
});
