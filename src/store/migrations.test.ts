import 'fake-indexeddb/auto';
import { deleteDB, openDB } from 'idb';
import { beforeEach, expect, test } from 'vitest';
import { database, deleteDatabase } from './database';
import { getCheckpoint, getRun, saveRun } from './runs';
import { getVoice, getVoiceFiles } from './voices';

/** What version 1 of the database held: a run of each kind and a voice of each kind, as they were stored. */
async function storeFirstVersion(): Promise<void> {
  const db = await openDB('ownvoice', 1, {
    upgrade(db) {
      for (const name of ['datasets', 'clips', 'audio', 'sources', 'features', 'voices', 'voiceFiles'])
        db.createObjectStore(name, { keyPath: 'id' });
      db.createObjectStore('runs', { keyPath: 'id' });
      db.createObjectStore('checkpoints', { keyPath: 'run' });
      db.createObjectStore('runFiles', { keyPath: 'run' });
      db.createObjectStore('settings', { keyPath: 'key' });
    }
  });
  const run = {
    version: 1,
    dataset: 'jane',
    settings: {
      epochs: 2,
      batchSize: 4,
      learningRate: 5e-4,
      validation: 0.1,
      heldOut: null,
      seed: 0,
      backend: null
    },
    history: [
      { phase: 'acoustic model', epoch: 0, step: 1, loss: 1.5 },
      {
        phase: 'acoustic model',
        epoch: 1,
        step: 2,
        loss: 1.4,
        heldOut: { mel: 0.4, f0: 0.1, voicing: 0.2, aligner: 0.2, duration: 0.4, pitch: 0.9, total: 0.9 }
      },
      { phase: 'vocoder', epoch: 2, step: 1, loss: 1.3 }
    ],
    progress: {
      phase: 'vocoder',
      epoch: 2,
      epochs: 2,
      step: 1,
      steps: 9,
      stepsPerSecond: 1,
      secondsLeft: 8
    },
    bestLoss: 0.9,
    backend: 'wasm',
    log: ['a line'],
    skipped: [],
    error: null,
    created: 1,
    finished: null,
    voice: null
  };
  await db.put('runs', { ...run, id: 'cut', state: 'training' });
  await db.put('runs', { ...run, id: 'done', state: 'completed', finished: 2, voice: 'ours' });
  await db.put('checkpoints', { version: 1, run: 'cut', saved: 1, tensors: new Uint8Array(9), state: '{}' });
  const voice = { version: 1, name: 'Jane', stem: 'en_US-jane-medium', created: 1, deleted: null };
  const files = { onnx: Uint8Array.of(1), config: '{}', about: null };
  await db.put('voices', { ...voice, id: 'ours', origin: 'trained' });
  await db.put('voiceFiles', { ...files, id: 'ours', weights: Uint8Array.of(2) });
  await db.put('voices', { ...voice, id: 'foreign', origin: 'imported' });
  await db.put('voiceFiles', { ...files, id: 'foreign', weights: null });
  db.close();
}

beforeEach(async () => {
  await deleteDatabase();
  await deleteDB('ownvoice');
  await storeFirstVersion();
});

test('a finished run of the first base keeps its curve, without the vocoder', async () => {
  const done = (await getRun('done'))!;
  expect(done).toMatchObject({
    version: 4,
    base: 1,
    state: 'completed',
    voice: 'ours',
    error: null,
    note: null
  });
  expect(done.settings.earlyStopping).toBe(false);
  expect(done.history).toEqual([
    { epoch: 0, step: 1, loss: 1.5 },
    {
      epoch: 1,
      step: 2,
      loss: 1.4,
      heldOut: { mel: 0.4, f0: 0.1, voicing: 0.2, aligner: 0.2, prosody: null, total: 0.9 }
    }
  ]);
});

test('an interrupted run of the first base says that it must be trained again, and frees its checkpoint', async () => {
  const cut = (await getRun('cut'))!;
  expect(cut).toMatchObject({ version: 4, base: 1, state: 'failed', progress: null });
  expect(cut.error).toMatch(/first base voice.*Train again/);
  expect(await getCheckpoint('cut')).toBeUndefined();
});

test('voices stay with their files, and tell which base they were made from', async () => {
  expect(await getVoice('ours')).toMatchObject({ version: 2, base: 1, measures: null });
  expect(await getVoice('foreign')).toMatchObject({ version: 2, base: null });
  expect((await getVoiceFiles('ours')).weights).toEqual(Uint8Array.of(2));
});

test('a migration that fails leaves the database as it was, and says why', async () => {
  const broken = await openDB('ownvoice', 1);
  await broken.put('runs', { version: 1, id: 'broken', state: 'completed', settings: {}, history: null });
  broken.close();
  await expect(database()).rejects.toThrow(TypeError);
  const kept = await openDB('ownvoice', 1);
  expect(await kept.get('runs', 'done')).toMatchObject({ version: 1 });
  kept.close();
});

test('curves and logs of version 2 move out of their runs, and are appended to from then on', async () => {
  await database();
  await deleteDatabase();
  const second = await openDB('ownvoice', 2, {
    upgrade(db) {
      for (const name of ['datasets', 'clips', 'runs']) db.createObjectStore(name, { keyPath: 'id' });
    }
  });
  const history = [{ epoch: 0, step: 0, loss: 2 }];
  await second.put('runs', { version: 2, id: 'cut', base: 2, state: 'training', history, log: ['a line'] });
  second.close();
  const { history: kept, log, ...record } = (await getRun('cut'))!;
  expect(kept).toEqual(history);
  expect(log).toEqual(['a line']);
  expect(await (await database()).get('runs', 'cut')).toEqual(record);
  expect(record).toEqual({ version: 4, id: 'cut', base: 2, state: 'training', note: null });
  await saveRun(record, {
    run: 'cut',
    pointsBefore: 1,
    linesBefore: 1,
    points: [{ epoch: 0, step: 1, loss: 1 }],
    lines: []
  });
  expect((await getRun('cut'))!.history.map(({ step }) => step)).toEqual([0, 1]);
});

test('clips and datasets of version 3 are as they were, with nothing edited, excluded or allowed', async () => {
  await database();
  await deleteDatabase();
  const third = await openDB('ownvoice', 3, {
    upgrade(db) {
      for (const name of ['datasets', 'clips', 'runs']) db.createObjectStore(name, { keyPath: 'id' });
    }
  });
  const clip = { id: 'jane/a', dataset: 'jane', name: 'a', state: 'ready', transcript: 'One.', samples: 9 };
  await third.put('clips', { version: 1, ...clip });
  await third.put('datasets', { version: 1, id: 'jane', accent: 'en-gb', created: 1, deleted: null });
  third.close();
  const db = await database();
  expect(await db.get('clips', 'jane/a')).toEqual({
    ...clip,
    version: 2,
    hash: null,
    edit: null,
    excluded: false,
    reviewed: []
  });
  expect(await db.get('datasets', 'jane')).toEqual({
    version: 2,
    id: 'jane',
    accent: 'en-gb',
    created: 1,
    consent: null,
    deleted: null
  });
  expect([...db.objectStoreNames]).toEqual(expect.arrayContaining(['checks', 'replacedAudio']));
});

test('a database is brought to the newest version once', async () => {
  const { version } = await database();
  await database();
  expect(version).toBe(6);
});
