import 'fake-indexeddb/auto';
import {
  BlobReader,
  BlobWriter,
  TextReader,
  Uint8ArrayReader,
  ZipReader,
  ZipWriter,
  TextWriter
} from '@zip.js/zip.js';
import { deleteDB } from 'idb';
import { beforeEach, expect, test } from 'vitest';
import { voiceThatSays } from '../../tools/tinyVoice';
import { BadFileError } from '../errors';
import { piperConfig } from '../onnx/piperFiles';
import { addFiles, listClips, readAudio } from '../store/clips';
import { finishConversion } from '../store/conversion';
import { database, databaseVersion, deleteDatabase, openOther } from '../store/database';
import { createDataset, deleteDataset, listDatasets } from '../store/datasets';
import { createRun, getCheckpoint, getRun, saveCheckpoint } from '../store/runs';
import { saveSetting, getSetting } from '../store/settings';
import { addTranscripts } from '../store/transcripts';
import { storageUse } from '../store/usage';
import { getVoiceFiles, saveVoice } from '../store/voices';
import { manifestName } from './backupFile';
import { decodeRecord, encodeRecord } from '../store/encodeRecord';
import { restoreBackup } from './restoreBackup';
import { writeBackup } from './writeBackup';

const pcm = Float32Array.from({ length: 22_050 }, (_, i) => 0.3 * Math.sin(i / 20));
const nothing = () => undefined;
let run: string;

/** A device on which somebody has worked. */
async function live(): Promise<void> {
  await createDataset('jane', 'en-us');
  await createDataset('gone', 'de');
  await addFiles('jane', [
    { name: 'a.mp3', file: new Blob(['mp3']) },
    { name: 'b.mp3', file: new Blob(['waits'], { type: 'audio/mpeg' }) }
  ]);
  const db = await database();
  await db.put('clips', { ...(await db.get('clips', 'jane/a'))!, state: 'converting' });
  await finishConversion('jane/a', pcm);
  await addTranscripts('jane', [
    { file: 'a', text: 'Hello.' },
    { file: 'later', text: 'Not here yet.' }
  ]);
  ({ id: run } = await createRun('jane', {
    epochs: 10,
    batchSize: 4,
    learningRate: 5e-4,
    validation: 0.1,
    heldOut: null,
    earlyStopping: true,
    seed: 0,
    backend: null
  }));
  await saveCheckpoint(
    (await db.get('runs', run))!,
    {
      run,
      pointsBefore: 0,
      linesBefore: 0,
      points: [{ epoch: 0, step: 1, loss: Number.NaN }],
      lines: ['began']
    },
    { version: 1, run, saved: 1, tensors: Uint8Array.of(1, 2, 3), state: '{}' }
  );
  await saveVoice({
    name: 'Jane',
    stem: 'en_US-jane-medium',
    origin: 'trained',
    base: 2,
    measures: null,
    run,
    dataset: 'jane',
    espeakVoice: 'en-us',
    sampleRate: 22_050,
    minutes: 1,
    clips: 1,
    modelCard: '# Jane',
    onnx: voiceThatSays([0.1, 0.2]),
    config: piperConfig('en_US-jane-medium', 'en-us'),
    weights: null,
    about: null
  });
  await saveSetting('backend of this device', 'wasm');
  await deleteDataset('gone');
}

beforeEach(async () => {
  await deleteDatabase();
  await live();
});

/** The backup with some of its files changed; `null` leaves one out. */
async function changed(
  backup: Blob,
  change: (name: string, bytes: Uint8Array) => Promise<Uint8Array | null> | Uint8Array | null
): Promise<Blob> {
  const reader = new ZipReader(new BlobReader(backup));
  const writer = new ZipWriter(new BlobWriter());
  for (const entry of await reader.getEntries()) {
    if (entry.directory) continue;
    const blob = await entry.getData<Blob>(new BlobWriter());
    const bytes = await change(entry.filename, new Uint8Array(await blob.arrayBuffer()));
    if (bytes) await writer.add(entry.filename, new Uint8ArrayReader(bytes));
  }
  return writer.close();
}

/** Changes each record of a store. */
const withRecords = (backup: Blob, store: string, change: (record: Record<string, unknown>) => unknown) =>
  changed(backup, (name, bytes) =>
    name.startsWith(`records/${store}/`)
      ? encodeRecord(change(decodeRecord(bytes) as Record<string, unknown>))
      : bytes
  );

test('everything is restored on an empty device as it was, but for what was deleted or is of that device', async () => {
  const shares: number[] = [];
  const backup = await writeBackup((share) => shares.push(share));
  expect(shares.at(-1)).toBeGreaterThan(0.5);
  await deleteDatabase();
  expect(await restoreBackup(backup, nothing)).toEqual({
    datasets: ['jane'],
    runs: [run],
    voices: ['en_US-jane-medium'],
    kept: []
  });
  const clips = await listClips('jane');
  expect(clips.map(({ name, state, transcript }) => [name, state, transcript])).toEqual([
    ['a', 'ready', 'Hello.'],
    ['b', 'waiting', '']
  ]);
  expect(await readAudio('jane/a')).toEqual(pcm);
  const source = await (await database()).get('sources', 'jane/b');
  expect(await source?.file.text()).toBe('waits');
  expect((await getRun(run))?.history).toEqual([{ epoch: 0, step: 1, loss: Number.NaN }]);
  expect((await getCheckpoint(run))?.tensors).toEqual(Uint8Array.of(1, 2, 3));
  expect((await getVoiceFiles('en_US-jane-medium')).onnx).toEqual(voiceThatSays([0.1, 0.2]));
  expect(await getSetting('pendingTranscripts/jane')).toEqual(new Map([['later', 'Not here yet.']]));
  expect(await getSetting('backend of this device')).toBeUndefined();
  expect((await indexedDB.databases()).map(({ name }) => name)).not.toContain('ownvoice-restore');
});

test('what has the name of something that is here is left out, and what is here stays', async () => {
  const backup = await writeBackup(nothing);
  await deleteDatabase();
  await createDataset('jane', 'de');
  const restored = await restoreBackup(backup, nothing);
  expect(restored).toMatchObject({ datasets: [], voices: ['en_US-jane-medium'], kept: ['jane'] });
  expect((await listDatasets())[0]?.accent).toBe('de');
  expect(await listClips('jane')).toEqual([]);
  expect((await (await database()).getAllKeys('audio')).length).toBe(0);
});

test('a backup of an older version of the database is brought to the newest', async () => {
  await deleteDB('older');
  const older = await openOther('older', 2);
  await older.put('datasets', { version: 1, id: 'old', accent: 'en-us', created: 1, deleted: null } as never);
  const zip = new ZipWriter(new BlobWriter());
  const record = await encodeRecord(await older.get('datasets', 'old'));
  older.close();
  await zip.add('records/datasets/0', new Uint8ArrayReader(record));
  const manifest = { format: 'ownvoice-backup', version: 1, database: 2, created: 1, records: 1 };
  await zip.add(manifestName, new TextReader(JSON.stringify(manifest)));
  expect((await restoreBackup(await zip.close(), nothing)).datasets).toEqual(['old']);
  expect(await (await database()).get('datasets', 'old')).toMatchObject({ version: 2, consent: null });
});

test('what is no backup, or one of a newer version, is refused with a sentence that says what to do', async () => {
  const backup = await writeBackup(nothing);
  const withManifest = (about: object) =>
    changed(backup, (name, bytes) =>
      name === manifestName
        ? new TextEncoder().encode(
            JSON.stringify({ ...(JSON.parse(new TextDecoder().decode(bytes)) as object), ...about })
          )
        : bytes
    );
  const refused = async (file: Blob, sentence: RegExp) => {
    const error: unknown = await restoreBackup(file, nothing).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(BadFileError);
    expect((error as Error).message).toMatch(sentence);
  };
  await refused(new Blob(['no zip']), /damaged or not a backup/);
  await refused(
    await changed(backup, (name, bytes) => (name === manifestName ? null : bytes)),
    /no backup\.json/
  );
  await refused(await withManifest({ database: databaseVersion + 1 }), /newer version/);
  await refused(await withManifest({ version: 2 }), /newer version/);
  await refused(await withManifest({ format: 'x' }), /not a backup/);
  await refused(await withManifest({ records: 1 }), /should have 1 records/);
  await refused(backup.slice(0, backup.size - 30), /damaged/);
});

test('a record of another shape, of nothing, or a voice that is none is refused, and nothing is stored', async () => {
  const backup = await writeBackup(nothing);
  await deleteDatabase();
  const bad: [string, (record: Record<string, unknown>) => unknown][] = [
    ['clips', (clip) => ({ ...clip, transcript: 5 })],
    ['clips', (clip) => ({ ...clip, more: 1 })],
    ['clips', (clip) => ({ ...clip, dataset: 'other' })],
    ['clips', (clip) => ({ ...clip, id: undefined })],
    ['audio', (audio) => ({ ...audio, pcm: [1, 2] })],
    ['runs', (one) => ({ ...one, state: 'winning' })],
    ['checkpoints', (one) => ({ ...one, run: 'nobody' })],
    ['datasets', (one) => ({ ...one, id: '../jane' })],
    ['voices', (one) => ({ ...one, origin: 'built in' })],
    ['voiceFiles', (files) => ({ ...files, onnx: Uint8Array.of(1, 2) })],
    ['voiceFiles', (files) => ({ ...files, config: '{}' })]
  ];
  for (const [store, change] of bad) {
    const error: unknown = await restoreBackup(await withRecords(backup, store, change), nothing).catch(
      (reason: unknown) => reason
    );
    expect(error, `${store} ${String(change)}`).toBeInstanceOf(BadFileError);
  }
  const db = await database();
  for (const store of db.objectStoreNames) expect(await db.count(store), store).toBe(0);
});

test('what was written is taken back where there is no room for the rest', async () => {
  const backup = await writeBackup(nothing);
  await deleteDatabase();
  const db = await database();
  const put = db.put.bind(db);
  let writes = 0;
  db.put = (...args: Parameters<typeof db.put>) => {
    if (writes++ === 4) return Promise.reject(new DOMException('full', 'QuotaExceededError'));
    return put(...args);
  };
  await expect(restoreBackup(backup, nothing)).rejects.toThrow('full');
  for (const store of db.objectStoreNames) expect(await db.count(store), store).toBe(0);
});

test('a backup is a zip of a description and of records', async () => {
  const reader = new ZipReader(new BlobReader(await writeBackup(nothing)));
  const entries = await reader.getEntries();
  const about = entries.find(({ filename }) => filename === manifestName);
  expect(about && !about.directory && JSON.parse(await about.getData(new TextWriter()))).toMatchObject({
    format: 'ownvoice-backup',
    database: databaseVersion,
    records: entries.length - 1
  });
});

test('the room that datasets, runs and voices take is told, the largest first', async () => {
  const use = await storageUse();
  const of = (kind: string, id: string) => use.find((one) => one.of === kind && one.id === id)!.bytes;
  expect(use[0]).toMatchObject({ of: 'dataset', id: 'jane' });
  expect(of('dataset', 'jane')).toBeGreaterThan(pcm.byteLength);
  expect(of('voice', 'en_US-jane-medium')).toBeGreaterThan(voiceThatSays([0.1, 0.2]).length);
  expect(of('run', run)).toBeGreaterThan(100);
});
