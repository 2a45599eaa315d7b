import 'fake-indexeddb/auto';
import { beforeAll, expect, test } from 'vitest';
import { NotFoundError } from '../errors';
import { createDataset } from './datasets';
import type { RunSettings } from './database';
import { getFeatures, saveFeatures } from './features';
import {
  createRun,
  deleteRun,
  finishRun,
  getCheckpoint,
  getRun,
  getRunFiles,
  listRuns,
  saveCheckpoint
} from './runs';
import { getSetting, saveSetting } from './settings';

const settings: RunSettings = {
  epochs: 10,
  batchSize: 4,
  learningRate: 5e-4,
  validation: 0.1,
  heldOut: null,
  earlyStopping: true,
  seed: 0,
  backend: null
};
const bytes = () => Uint8Array.of(1, 2, 3);

beforeAll(async () => {
  await createDataset('jane', 'en-us');
});

test('a run is called after its dataset and the second it was made in, and two never share a name', async () => {
  const [first, second] = [await createRun('jane', settings), await createRun('jane', settings)];
  expect(first.id).toMatch(/^jane_20\d{12}$/);
  expect(second.id).not.toBe(first.id);
  expect(first).toMatchObject({ state: 'pending', history: [], voice: null });
  await expect(createRun('nobody', settings)).rejects.toThrow(NotFoundError);
});

test('a checkpoint is stored with the record that belongs to it, and leaves when the run has ended', async () => {
  const run = await createRun('jane', settings);
  run.state = 'training';
  await saveCheckpoint(run, { version: 1, run: run.id, saved: 1, tensors: bytes(), state: '{}' });
  expect((await getRun(run.id))!.state).toBe('training');
  expect((await getCheckpoint(run.id))!.tensors).toEqual(bytes());
  run.state = 'completed';
  await finishRun(run, { run: run.id, best: bytes(), measures: '{"a":1}' });
  expect(await getCheckpoint(run.id)).toBeUndefined();
  expect((await getRunFiles(run.id))!.measures).toBe('{"a":1}');
  await deleteRun(run.id);
  expect(await getRun(run.id)).toBeUndefined();
  expect(await getRunFiles(run.id)).toBeUndefined();
  expect((await listRuns()).map(({ id }) => id)).not.toContain(run.id);
});

test('features are given back only under the key they were computed for', async () => {
  const record = {
    version: 1 as const,
    id: 'jane/a',
    dataset: 'jane',
    key: 'one',
    wave: Int16Array.of(1),
    logMel: Float32Array.of(2),
    f0: Float32Array.of(3),
    phonemes: 'a'
  };
  await saveFeatures(record);
  expect(await getFeatures('jane/a', 'one')).toEqual(record);
  expect(await getFeatures('jane/a', 'two')).toBeNull();
});

test('a setting is kept under its key', async () => {
  expect(await getSetting('speed')).toBeUndefined();
  await saveSetting('speed', { wasm: 40 });
  expect(await getSetting('speed')).toEqual({ wasm: 40 });
});
