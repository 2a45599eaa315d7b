import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { encode } from './acoustic';
import { lossValues } from './acousticLosses';
import { alignClips, countBatch, decodeClips, encodeClips, lossesOfClips } from './acousticPass';
import { AdamW } from './optimiser';
import { Layout, type Parameters } from './parameters';
import {
  baseWeights,
  golden,
  goldenBatch,
  goldenDraws,
  goldenRows,
  largestDifference,
  relativeL2,
  useWasm
} from '../../tools/parity';

const layout = new Layout(baseWeights.acoustic);
const batch = goldenBatch();
const alignment = {
  durations: batch.map((u, i) => Int32Array.from(goldenRows('durations', i, u.ids.length, 1))),
  pitch: batch.map((u, i) => goldenRows('pitch', i, u.ids.length, 1))
};
const counts = countBatch(batch);
const upload = () => layout.upload(layout.flatten(baseWeights.acoustic));

beforeAll(useWasm);

test('the forward pass reproduces every golden activation of both clips', () => {
  tf.tidy(() => {
    const clips = encodeClips(layout, upload(), batch, false);
    const { tape, values, tokens } = clips;
    const { decoded, expansion } = decodeClips(clips, alignment);
    const outputs = {
      encoded: { value: encode(tape, values.get, tokens), spans: tokens.spans },
      aligner: { value: clips.expected, spans: tokens.spans },
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
  const parameters = upload();
  tf.engine().startScope('alignment');
  const rider = tf.tensor1d([1, 2, 3]);
  const aligned = await alignClips(encodeClips(layout, parameters, batch, false), rider);
  tf.engine().endScope();
  expect(aligned.alignment.durations).toEqual(alignment.durations);
  aligned.alignment.pitch.forEach((p, i) =>
    expect(largestDifference(p, alignment.pitch[i]!)).toBeLessThan(1e-4)
  );
  expect([...aligned.ridden]).toEqual([1, 2, 3]);
  tf.dispose(parameters);
});

/** The golden losses and gradients of some of its clips. */
function goldenPass(parameters: Parameters, clips: number[]) {
  const of = <T>(all: T[]) => clips.map((i) => all[i]!);
  return tf.tidy(() =>
    lossesOfClips(
      encodeClips(layout, parameters, of(batch), true),
      { durations: of(alignment.durations), pitch: of(alignment.pitch) },
      counts,
      goldenDraws(clips),
      null
    )
  );
}

test('losses and gradients equal those of PyTorch', async () => {
  const parameters = upload();
  const { losses, gradients } = goldenPass(parameters, [0, 1]);
  for (const [name, value] of Object.entries(lossValues(losses.dataSync())))
    expect(Math.abs(value / golden.floats(`loss.${name}`)[0]! - 1), name).toBeLessThan(1e-3);
  const vector = await layout.download(gradients!);
  const named = layout.unflatten(vector);
  const checked = [...golden.tensors.keys()].filter((name) => name.startsWith('grad.acoustic.'));
  expect(checked).toHaveLength(12);
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
  expect(Math.abs(norm / golden.floats('grad.norm')[0]! - 1)).toBeLessThan(1e-3);
  tf.dispose([parameters, losses, gradients!]);
});

test('a batch computed in parts has the losses and gradients of the whole', async () => {
  const parameters = upload();
  const parts = [goldenPass(parameters, [0]), goldenPass(parameters, [1])];
  const total = parts.map(({ losses }) => lossValues(losses.dataSync()).total).reduce((a, b) => a + b);
  expect(Math.abs(total / golden.floats('loss.total')[0]! - 1)).toBeLessThan(1e-3);
  const sums = parts[0]!.gradients!.map((gradient, i) => tf.add(gradient, parts[1]!.gradients![i]!));
  const named = layout.unflatten(await layout.download(sums));
  for (const name of ['embedding', 'prosody.input.weight'])
    expect(relativeL2(named.get(name)!.data, golden.floats(`grad.acoustic.${name}`)), name).toBeLessThan(
      0.01
    );
});

test('three AdamW steps change the weights as PyTorch changes them', async () => {
  const start = layout.flatten(baseWeights.acoustic);
  const optimiser = AdamW.start(layout, start, 0.5);
  for (let step = 0; step < 3; step++)
    tf.tidy(() => optimiser.step(goldenPass(optimiser.parameters, [0, 1]).gradients!, 5e-4));
  const before = layout.unflatten(start);
  const after = layout.unflatten(await layout.download(optimiser.parameters));
  const changed = [...golden.tensors.keys()].filter((name) => name.startsWith('step3.acoustic.'));
  expect(changed).toHaveLength(4);
  for (const name of changed) {
    const own = name.slice('step3.acoustic.'.length);
    const initial = before.get(own)!.data;
    const change = (values: ArrayLike<number>) => Float64Array.from(values, (v, i) => v - initial[i]!);
    expect(relativeL2(change(after.get(own)!.data), change(golden.floats(name))), own).toBeLessThan(0.01);
  }
  optimiser.dispose();
});
