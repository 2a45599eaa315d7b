import 'fake-indexeddb/auto';
import * as tf from '@tensorflow/tfjs';
import { beforeEach, expect, test, vi } from 'vitest';
import { readBase, readGolden } from '../../tools/golden';
import { useWasm } from '../../tools/parity';
import { unitSamples } from '../audio/pcm';
import { NothingToTrainError } from '../errors';
import { addFiles, setTranscript } from '../store/clips';
import { finishConversion, startConversion } from '../store/conversion';
import { database } from '../store/database';
import { createDataset } from '../store/datasets';
import type { RunSettings } from '../store/records';
import { dryRun } from './dryRun';

// In Node the wasm backend finds its own files.
vi.mock('./deviceBackend', () => ({
  async startBackend() {
    const { useWasm } = await import('../../tools/parity');
    await useWasm();
    return { name: 'wasm', why: 'wasm, as this test wants it.', note: null };
  }
}));

const golden = readGolden();
const [, { text }] = JSON.parse(golden.metadata['clips'] ?? '[]') as [unknown, { text: string }];
const settings: RunSettings = {
  epochs: 10,
  batchSize: 2,
  learningRate: 1e-4,
  validation: 0.2,
  heldOut: null,
  earlyStopping: false,
  seed: 1,
  backend: 'wasm'
};

beforeEach(async () => {
  const db = await database();
  await Promise.all([...db.objectStoreNames].map((name) => db.clear(name)));
  await createDataset('jane', 'en-us');
});

async function addClip(name: string, pcm: Float32Array, said: string) {
  await addFiles('jane', [{ name, file: new Blob(['x']) }]);
  await startConversion(`jane/${name}`);
  await finishConversion(`jane/${name}`, Float32Array.from(pcm));
  await setTranscript(`jane/${name}`, said);
}

test('a dry run measures a step, an epoch and memory on the longest clips, and leaves nothing but their features', async () => {
  const pcm = unitSamples(Int16Array.from(golden.get('prepare.output').data));
  for (const name of ['a', 'b', 'c', 'd', 'e']) await addClip(name, pcm, text);
  await addClip('unsaid', pcm, '');
  await addClip('short', pcm.slice(0, Math.floor(pcm.length / 2)), text.slice(0, text.length / 2));
  await useWasm();
  const tensors = tf.memory().numTensors;
  const trial = await dryRun('jane', settings, async () => readBase());
  expect(tf.memory().numTensors).toBe(tensors);
  // Six clips with a transcript, one of them held out, two a step.
  expect(trial.steps).toBe(3);
  expect(trial.speechSeconds).toBeCloseTo((5 * (5.5 / 6) * pcm.length) / 22050, 1);
  expect(trial.stepSeconds).toBeGreaterThan(0.01);
  expect(trial.epochSeconds).toBeCloseTo(3 * trial.stepSeconds, 6);
  // The weights and both moments alone are 12 bytes each; a frame takes less than 300 kB on top.
  const weights = 12 * [...readBase().tensors.values()].reduce((sum, { data }) => sum + data.length, 0);
  expect(trial.bytes).toBeGreaterThan(weights / 2);
  expect(trial.bytes).toBeLessThan(2 * weights + ((2 * pcm.length) / 256) * 300_000);
  expect(trial.kernels).toBeGreaterThan(500);
  const db = await database();
  expect((await db.getAllKeys('features')).length).toBe(2);
  expect(await db.count('runs')).toBe(0);
}, 120_000);

test('a dataset without a clip to train on is refused in words', async () => {
  await expect(dryRun('jane', settings, async () => readBase())).rejects.toThrow(NothingToTrainError);
});
