import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { decode, encode, expectedMel, heads } from './acoustic';
import { countBatch, packExpansion, packTargets, packTokens } from './acousticBatch';
import { alignBatch, encodeBatch, finishPass, lossValues } from './acousticStep';
import { Tape } from './autograd';
import { AdamW } from './optimiser';
import { Layout, WeightValues } from './parameters';
import {
  baseWeights,
  golden,
  goldenBatch,
  goldenRows,
  largestDifference,
  relativeL2,
  useWasm
} from '../../tools/parity';

const layout = new Layout(baseWeights.acoustic);
const batch = goldenBatch();
const goldenAlignment = () => ({
  durations: batch.map((u, i) => Int32Array.from(goldenRows('durations', i, u.ids.length, 1))),
  pitch: batch.map((u, i) => goldenRows('pitch', i, u.ids.length, 1))
});
const counts = countBatch(batch, goldenAlignment().pitch);

beforeAll(useWasm);

test('the forward pass reproduces every golden activation of both clips', () => {
  tf.tidy(() => {
    const tape = new Tape(false);
    const weights = new WeightValues(layout, layout.upload(layout.flatten(baseWeights.acoustic))).get;
    const tokens = packTokens(batch.map((u) => u.ids));
    const { durations, pitch } = goldenAlignment();
    const expansion = packExpansion(durations);
    const targets = packTargets(batch, tokens, expansion, durations, pitch, countBatch(batch, pitch));
    const encoded = encode(tape, weights, tokens);
    const predicted = heads(tape, weights, encoded, tokens, null);
    const decoded = decode(tape, weights, predicted.hidden, targets.pitch, tokens, expansion);
    const outputs = {
      encoded: { value: encoded, spans: tokens.spans },
      aligner: { value: expectedMel(tape, weights, encoded), spans: tokens.spans },
      log_duration: { value: predicted.logDuration, spans: tokens.spans },
      predicted_pitch: { value: predicted.pitch, spans: tokens.spans },
      decoded: { value: decoded, spans: expansion.spans }
    };
    for (const [name, { value, spans }] of Object.entries(outputs))
      spans.forEach(({ start, length }, i) => {
        const columns = value.data.shape[1];
        const actual = tf.slice(value.data, [start, 0], [length, columns]).dataSync();
        expect(largestDifference(actual, goldenRows(name, i, length, columns)), name).toBeLessThan(1e-3);
      });
  });
});

test('the alignment by the current weights equals the golden durations exactly, and its pitch', async () => {
  const parameters = layout.upload(layout.flatten(baseWeights.acoustic));
  const { durations, pitch } = await alignBatch(layout, parameters, batch);
  const expected = goldenAlignment();
  expect(durations).toEqual(expected.durations);
  pitch.forEach((p, i) => expect(largestDifference(p, expected.pitch[i])).toBeLessThan(1e-4));
  tf.dispose(parameters);
});

test('losses and gradients equal those of PyTorch', async () => {
  const parameters = layout.upload(layout.flatten(baseWeights.acoustic));
  const { losses, gradients } = tf.tidy(() =>
    finishPass(encodeBatch(layout, parameters, batch, true), goldenAlignment(), counts, null)
  );
  const values = lossValues(losses.dataSync());
  const names = {
    mel: 'mel',
    f0: 'f0',
    voicing: 'v',
    aligner: 'mu',
    duration: 'dur',
    pitch: 'pit',
    total: 'total'
  };
  for (const [ours, theirs] of Object.entries(names)) {
    const expected = golden.floats(`loss.${theirs}`)[0];
    expect(Math.abs(values[ours as keyof typeof values] / expected - 1), ours).toBeLessThan(1e-3);
  }
  const vector = await layout.download(gradients!);
  const named = layout.unflatten(vector);
  const checked = [...golden.tensors.keys()].filter((name) => name.startsWith('grad.acoustic.'));
  expect(checked).toHaveLength(10);
  for (const name of checked) {
    const own = name.slice('grad.acoustic.'.length);
    const expected = golden.floats(name);
    // Of the speakers only the new one, the last row, is trained.
    const [actual, reference] =
      own === 'speakers'
        ? [named.get('speaker')!.data, expected.subarray(-256)]
        : [named.get(own)!.data, expected];
    expect(relativeL2(actual, reference), own).toBeLessThan(0.01);
  }
  const norm = Math.sqrt(vector.reduce((sum, g) => sum + g * g, 0));
  expect(Math.abs(norm / golden.floats('grad.norm')[0] - 1)).toBeLessThan(1e-3);
  tf.dispose([parameters, losses, gradients!]);
});

test('a batch computed in parts has the losses and gradients of the whole', async () => {
  const parameters = layout.upload(layout.flatten(baseWeights.acoustic));
  const { durations, pitch } = goldenAlignment();
  const parts = batch.map((utterance, i) =>
    tf.tidy(() => {
      const alignment = { durations: [durations[i]], pitch: [pitch[i]] };
      return finishPass(encodeBatch(layout, parameters, [utterance], true), alignment, counts, null);
    })
  );
  const total = parts.map(({ losses }) => lossValues(losses.dataSync()).total).reduce((a, b) => a + b);
  expect(Math.abs(total / golden.floats('loss.total')[0] - 1)).toBeLessThan(1e-3);
  const sums = parts[0].gradients!.map((gradient, i) => tf.add(gradient, parts[1].gradients![i]));
  const { data } = layout.unflatten(await layout.download(sums)).get('embedding')!;
  expect(relativeL2(data, golden.floats('grad.acoustic.embedding'))).toBeLessThan(0.01);
});

test('three AdamW steps change the weights as PyTorch changes them', async () => {
  const start = layout.flatten(baseWeights.acoustic);
  const optimiser = AdamW.start(layout, start, 0.5);
  for (let step = 0; step < 3; step++)
    tf.tidy(() => {
      const { gradients } = finishPass(
        encodeBatch(layout, optimiser.parameters, batch, true),
        goldenAlignment(),
        counts,
        null
      );
      optimiser.step(gradients!, 5e-4);
    });
  const before = layout.unflatten(start);
  const after = layout.unflatten(await layout.download(optimiser.parameters));
  const changed = [...golden.tensors.keys()].filter((name) => name.startsWith('step3.acoustic.'));
  expect(changed).toHaveLength(3);
  for (const name of changed) {
    const own = name.slice('step3.acoustic.'.length);
    const initial = before.get(own)!.data;
    const change = (values: ArrayLike<number>) => Float64Array.from(values, (v, i) => v - initial[i]);
    expect(relativeL2(change(after.get(own)!.data), change(golden.floats(name))), own).toBeLessThan(0.01);
  }
  optimiser.dispose();
});
