import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { Tape } from './autograd';
import { pulseTrain } from './excitation';
import { Layout, WeightValues } from './parameters';
import { StftBasis, stftLoss } from './stftLoss';
import { baseWeights, golden, largestDifference, relativeL2, useWasm } from '../../tools/parity';
import { cepstra, packSegments, vocode, VocoderBasis, type Segment } from './vocoder';

const layout = new Layout(baseWeights.vocoder);
const frames = golden.get('vocoder.lf0').shape[0];
const segment = (noise: Float32Array): Segment => ({
  mel: golden.floats('clip.log_mel'),
  logF0: golden.floats('vocoder.lf0'),
  voiced: golden.floats('vocoder.voiced'),
  startPhase: 0,
  noise
});
const silence = new Float32Array(frames * 256);

beforeAll(useWasm);

test('the pulse train equals the golden one', () => {
  const pulses = pulseTrain(golden.floats('vocoder.lf0'), golden.floats('vocoder.voiced'), 0);
  expect(relativeL2(pulses, golden.floats('vocoder.pulses'))).toBeLessThan(1e-3);
});

test('cepstra and audio equal the golden ones, with noise and without', () => {
  tf.tidy(() => {
    const constants = new VocoderBasis();
    const weights = new WeightValues(layout, layout.upload(layout.flatten(baseWeights.vocoder))).get;
    const tape = new Tape(false);
    const quiet = packSegments([segment(silence)]);
    const filters = tf.slice(cepstra(tape, weights, quiet).data, [0, 0], [frames, 242]);
    expect(largestDifference(filters.dataSync(), golden.floats('vocoder.cepstra'))).toBeLessThan(1e-3);
    const harmonic = vocode(tape, weights, quiet, constants).data.dataSync();
    expect(largestDifference(harmonic, golden.floats('vocoder.audio_harmonic'))).toBeLessThan(1e-3);
    const noisy = vocode(tape, weights, packSegments([segment(golden.floats('vocoder.noise'))]), constants);
    expect(largestDifference(noisy.data.dataSync(), golden.floats('vocoder.audio'))).toBeLessThan(1e-3);
    constants.dispose();
  });
});

/** Loss and gradients of `copies` equal segments. */
async function lossAndGradients(copies: number) {
  const constants = new VocoderBasis();
  const stft = new StftBasis();
  const { loss, gradients } = tf.tidy(() => {
    const tape = new Tape();
    const values = new WeightValues(layout, layout.upload(layout.flatten(baseWeights.vocoder)));
    const one = segment(golden.floats('vocoder.noise'));
    const audio = vocode(tape, values.get, packSegments(Array<Segment>(copies).fill(one)), constants);
    const recording = golden.floats('vocoder.real');
    const line = new Float32Array(copies * recording.length);
    for (let i = 0; i < copies; i++) line.set(recording, i * recording.length);
    const value = stftLoss(tape, audio, tf.tensor2d(line, [copies, recording.length]), stft);
    tape.backward([{ value, weight: 1 }]);
    return { loss: value.data, gradients: values.gradients() };
  });
  const result = {
    loss: loss.dataSync()[0],
    gradients: layout.unflatten(await layout.download(gradients))
  };
  tf.dispose([loss, gradients]);
  constants.dispose();
  stft.dispose();
  return result;
}

test.each([1, 3])(
  'the loss and its gradients equal those of PyTorch, for %i equal segments',
  async (copies) => {
    const { loss, gradients } = await lossAndGradients(copies);
    // The mean over equal segments is that of one; the norms' ratio too.
    expect(Math.abs(loss / golden.floats('vocoder.loss')[0] - 1)).toBeLessThan(1e-3);
    const checked = [...golden.tensors.keys()].filter((name) => name.startsWith('grad.vocoder.'));
    expect(checked).toHaveLength(4);
    for (const name of checked) {
      const actual = gradients.get(name.slice('grad.vocoder.'.length))!.data;
      expect(relativeL2(actual, golden.floats(name)), name).toBeLessThan(0.01);
    }
  }
);
