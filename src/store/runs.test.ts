import 'fake-indexeddb/auto';
import { beforeAll, expect, test } from 'vitest';
import { NotFoundError } from '../errors';
import { onChange } from './changes';
import { createDataset } from './datasets';
import { database, deleteDatabase } from './database';
import type { RunGain, RunRecord, RunSettings } from './records';
import { getFeatures, saveFeatures } from './features';
import {
  createRun,
  deleteRun,
  finishRun,
  getCheckpoint,
  getRun,
  getRunFiles,
  listRuns,
  rewindRun,
  saveCheckpoint,
  saveRun
} from './runs';
import { getSetting, saveSetting } from './settings';
import { listVoices, type NewVoice } from './voices';

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
const voice: NewVoice = {
  name: 'Jane',
  stem: 'en_US-jane-medium',
  origin: 'trained',
  base: 2,
  measures: null,
  run: null,
  dataset: 'jane',
  espeakVoice: 'en-us',
  sampleRate: 22050,
  minutes: 1,
  clips: 10,
  modelCard: '',
  onnx: bytes(),
  config: '{}',
  weights: bytes(),
  about: null
};

function gain({ id }: RunRecord, pointsBefore: number, steps: number[] = [], lines: string[] = []): RunGain {
  const points = steps.map((step) => ({ epoch: 0, step, loss: 1 }));
  return { run: id, pointsBefore, linesBefore: 0, points, lines };
}

beforeAll(async () => {
  await createDataset('jane', 'en-us');
});

test('a run is called after its dataset and the second it was made in, and two never share a name', async () => {
  const [first, second] = [await createRun('jane', settings), await createRun('jane', settings)];
  expect(first.id).toMatch(/^jane_20\d{12}$/);
  expect(second.id).not.toBe(first.id);
  expect(await getRun(first.id)).toMatchObject({ state: 'pending', history: [], log: [], voice: null });
  await expect(createRun('nobody', settings)).rejects.toThrow(NotFoundError);
});

test('a checkpoint is stored with the record that belongs to it, and leaves when the run has ended', async () => {
  const run = await createRun('jane', settings);
  run.state = 'training';
  await saveCheckpoint(run, gain(run, 0), {
    version: 1,
    run: run.id,
    saved: 1,
    tensors: bytes(),
    state: '{}'
  });
  expect((await getRun(run.id))!.state).toBe('training');
  expect((await getCheckpoint(run.id))!.tensors).toEqual(bytes());
  run.state = 'completed';
  await finishRun(run, gain(run, 0), { run: run.id, best: bytes(), measures: '{"a":1}' }, voice);
  expect(await getCheckpoint(run.id)).toBeUndefined();
  expect((await getRunFiles(run.id))!.measures).toBe('{"a":1}');
  expect((await getRun(run.id))!.voice).toBe((await listVoices())[0]!.id);
  await deleteRun(run.id);
  expect(await getRun(run.id)).toBeUndefined();
  expect(await getRunFiles(run.id)).toBeUndefined();
  expect(await (await database()).countFromIndex('runGains', 'run', run.id)).toBe(0);
  expect((await listRuns()).map(({ id }) => id)).not.toContain(run.id);
});

test('a voice is stored with the end of its run or not at all, so that going on makes no second one', async () => {
  const run = await createRun('jane', settings);
  const before = await listVoices();
  // A function cannot be stored, so that the end of the run is cut off after the voice was written.
  const files = { run: run.id, best: bytes(), measures: (() => '') as unknown as string };
  await expect(finishRun(run, gain(run, 0), files, voice)).rejects.toThrow();
  expect(await listVoices()).toEqual(before);
  expect(run.voice).toBeNull();
  expect((await getRun(run.id))!.state).toBe('pending');
});

test('what a run gains is appended, and going on from a checkpoint drops what came after it', async () => {
  const run = await createRun('jane', settings);
  await saveRun(run, gain(run, 0, [1, 2], ['one']));
  await saveRun(run, gain(run, 2, [3]));
  await saveRun(run, gain(run, 3));
  const stored = (await getRun(run.id))!;
  expect(stored.history.map(({ step }) => step)).toEqual([1, 2, 3]);
  expect(stored.log).toEqual(['one']);
  expect(await rewindRun(run.id, 2)).toBe(2);
  await saveRun(run, gain(run, 2, [3]));
  expect((await getRun(run.id))!.history.map(({ step }) => step)).toEqual([1, 2, 3]);
});

test('a write takes and tells as much after a thousand epochs as after one', async () => {
  const run = await createRun('jane', settings);
  const told: number[] = [];
  const end = onChange((change) => told.push(JSON.stringify(change).length));
  for (let epoch = 0; epoch < 1000; epoch++) await saveRun(run, gain(run, epoch, [epoch], ['a line']));
  end();
  expect(told).toHaveLength(1000);
  expect(told.at(-1)! / told[0]!).toBeLessThan(1.1);
  const stored = await (await database()).get('runs', run.id);
  expect(JSON.stringify(stored).length).toBe(JSON.stringify(run).length);
  expect((await getRun(run.id))!.history).toHaveLength(1000);
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

test('a run that was deleted with everything does not come back from the worker that trains it', async () => {
  const run = await createRun('jane', settings);
  await saveRun(run, gain(run, 0, [1]));
  await deleteDatabase();
  const checkpoint = { version: 1 as const, run: run.id, saved: 1, tensors: bytes(), state: '{}' };
  const files = { run: run.id, best: bytes(), measures: '{}' };
  for (const write of [
    saveRun(run, gain(run, 1, [2])),
    saveCheckpoint(run, gain(run, 1), checkpoint),
    finishRun(run, gain(run, 1), files, voice)
  ])
    await expect(write).rejects.toThrow(/was deleted while it trained/);
  expect(await listRuns()).toEqual([]);
  expect(await listVoices()).toEqual([]);
});
