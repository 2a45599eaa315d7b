import 'fake-indexeddb/auto';
import { beforeEach, expect, test, vi } from 'vitest';
import { readBase, readGolden } from '../../tools/golden';
import { unitSamples } from '../audio/pcm';
import { addFiles, setTranscript } from '../store/clips';
import { finishConversion, startConversion } from '../store/conversion';
import { database, deleteDatabase } from '../store/database';
import { createDataset } from '../store/datasets';
import type { Run, RunSettings } from '../store/records';
import { createRun, getCheckpoint, getRun, listRuns } from '../store/runs';
import { listTakes } from '../store/takes';
import { getVoiceFiles, listVoices } from '../store/voices';
import { BackgroundRun } from './backgroundRun';
import { filesOfRun } from './runFiles';

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
  epochs: 2,
  batchSize: 3,
  learningRate: 1e-4,
  validation: 0,
  heldOut: null,
  earlyStopping: false,
  seed: 1,
  backend: 'wasm'
};
const held: string[] = [];

function background(): BackgroundRun {
  return new BackgroundRun({
    hold: async (lock) => void held.push(lock),
    loadBase: async () => readBase()
  });
}

async function stored(id: string): Promise<Run> {
  const run = await getRun(id);
  if (!run) throw new Error(`no run ${id}`);
  return run;
}

beforeEach(async () => {
  const db = await database();
  await Promise.all([...db.objectStoreNames].map((name) => db.clear(name)));
  await createDataset('jane', 'en-us');
  const pcm = Float32Array.from(unitSamples(Int16Array.from(golden.get('prepare.output').data)));
  for (const name of ['a', 'b', 'c', 'silent']) {
    await addFiles('jane', [{ name, file: new Blob(['x']) }]);
    await startConversion(`jane/${name}`);
    await finishConversion(`jane/${name}`, name === 'silent' ? new Float32Array(22050) : pcm);
    await setTranscript(`jane/${name}`, text);
  }
});

test('a run is paused, goes on from its checkpoint in another worker, and ends with a voice that was tested', async () => {
  const { id } = await createRun('jane', settings);
  const first = background();
  await first.begin(id, 'go on');
  expect(held).toContain(`ownvoice-run-${id}`);
  expect((await stored(id)).state).toBe('training');
  first.tell('pause');
  await first.train();
  const paused = await stored(id);
  expect(paused).toMatchObject({ state: 'paused', backend: 'wasm, as this test wants it.', voice: null });
  expect(paused.skipped).toEqual([{ clip: 'silent', reason: expect.stringContaining('only silence') }]);
  expect(await getCheckpoint(id)).toBeDefined();
  await expect(filesOfRun(id)).rejects.toThrow('has no files yet');

  const second = background();
  await second.begin(id, 'go on');
  await second.train();
  const done = await stored(id);
  expect(done).toMatchObject({ state: 'completed', error: null });
  expect(done.log.some((line) => line.includes('resumed at step'))).toBe(true);
  expect(done.log.some((line) => line.includes('self-test: log-mel distance'))).toBe(true);
  expect((await listVoices()).map((voice) => voice.id)).toEqual([done.voice]);
  expect((await getVoiceFiles(done.voice ?? '')).onnx.length).toBeGreaterThan(1e6);
  expect((await filesOfRun(id)).size).toBeGreaterThan(1e6);
  expect(await getCheckpoint(id)).toBeUndefined();
  const takes = await listTakes(id);
  expect(takes.map(({ epoch }) => epoch)).toEqual([0, 1, 2]);
  for (const take of takes) expect(take).toMatchObject({ text, pcm: expect.any(Int16Array) });
  await expect(background().begin(id, 'go on')).rejects.toThrow('has ended (completed)');
}, 300_000);

test('what goes wrong is written down, and the run can be begun again', async () => {
  const { id } = await createRun('jane', settings);
  const run = background();
  await run.begin(id, 'stop');
  await run.train();
  expect(await stored(id)).toMatchObject({
    state: 'failed',
    error: expect.stringContaining('Nothing has been trained yet')
  });
  await run.begin(id, 'go on');
  expect(await stored(id)).toMatchObject({ state: 'training', error: null });
});

test('a run that is cancelled writes nothing any more', async () => {
  const { id } = await createRun('jane', settings);
  const run = background();
  await run.begin(id, 'go on');
  const before = await stored(id);
  run.tell('cancel');
  await run.train();
  expect({ ...(await stored(id)), progress: null }).toEqual({ ...before, progress: null });
});

test('a run that is deleted with everything while it trains ends, and does not come back', async () => {
  const { id } = await createRun('jane', settings);
  const run = background();
  await run.begin(id, 'go on');
  await deleteDatabase();
  expect(await run.train()).toBeNull();
  expect(await listRuns()).toEqual([]);
});

test('a run that is not there is not begun', async () => {
  await expect(background().begin('nobody_20260101000000', 'go on')).rejects.toThrow(
    'There is no run called'
  );
});
