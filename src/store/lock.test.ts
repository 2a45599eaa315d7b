import 'fake-indexeddb/auto';
import { openDB } from 'idb';
import { beforeEach, expect, test } from 'vitest';
import { InvalidInputError, LockedError } from '../errors';
import { addFiles, listClips, readAudio } from './clips';
import { finishConversion, startConversion } from './conversion';
import { database, databaseVersion, deleteDatabase, openOther, rawDatabase } from './database';
import { createDataset, listDatasets } from './datasets';
import { encodeRecord } from './encodeRecord';
import {
  changeLock,
  checkPassphrase,
  forgetKey,
  isLocked,
  lockRecord,
  openLock,
  saveLockRecord
} from './lock';
import { createRun, getCheckpoint, getRun, listRuns, saveCheckpoint } from './runs';
import { finishPending, removePassphrase, setPassphrase } from './sealAll';
import { isSealed, seal, unseal } from './sealing';
import { getSetting, saveSetting } from './settings';
import { setTranscript } from './clips';
import { getVoiceFiles, listVoices, renameVoice, saveVoice } from './voices';

const passphrase = 'correct horse battery';
const pcm = Float32Array.from({ length: 3000 }, (_, i) => Math.sin(i));
const secret = 'Nobody may read this sentence.';
const nothing = () => undefined;
let run: string;

async function live(): Promise<void> {
  await createDataset('jane', 'en-us');
  await addFiles('jane', [
    { name: 'a.mp3', file: new Blob([secret]) },
    { name: 'b.mp3', file: new Blob([secret], { type: 'audio/mpeg' }) }
  ]);
  expect(await (await startConversion('jane/a'))?.file.text()).toBe(secret);
  await finishConversion('jane/a', pcm);
  await setTranscript('jane/a', secret);
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
  const [stored] = await (await database()).getAll('runs');
  await saveCheckpoint(
    stored!,
    { run, pointsBefore: 0, linesBefore: 0, points: [{ epoch: 0, step: 1, loss: 2 }], lines: [secret] },
    { version: 1, run, saved: 1, tensors: new TextEncoder().encode(secret), state: secret }
  );
  await saveVoice({
    name: secret,
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
    modelCard: secret,
    onnx: new TextEncoder().encode(secret),
    config: secret,
    weights: null,
    about: null
  });
  await saveSetting('said', secret);
}

async function expectAlive(): Promise<void> {
  const [a, b] = await listClips('jane');
  expect(a).toMatchObject({ name: 'a', state: 'ready', transcript: secret });
  expect(b).toMatchObject({ name: 'b', state: 'waiting' });
  expect(await readAudio('jane/a')).toEqual(pcm);
  expect((await listDatasets()).map(({ id, clips }) => [id, clips])).toEqual([['jane', 2]]);
  expect((await getRun(run))?.log).toEqual([secret]);
  expect((await listRuns()).map(({ id }) => id)).toEqual([run]);
  expect((await getCheckpoint(run))?.state).toBe(secret);
  expect((await listVoices())[0]?.name).toBe(secret);
  expect((await getVoiceFiles('en_US-jane-medium')).config).toBe(secret);
  expect(await getSetting('said')).toBe(secret);
}

/** Every stored record with the bytes of all that is in it, as somebody sees it who has the disk. */
async function rawRecords(): Promise<{ store: string; record: unknown; text: string }[]> {
  const raw = await openDB('ownvoice');
  const found = [];
  for (const store of raw.objectStoreNames)
    for (const record of (await raw.getAll(store)) as unknown[])
      found.push({ store, record, text: new TextDecoder('latin1').decode(await encodeRecord(record)) });
  raw.close();
  return found;
}

beforeEach(async () => {
  await deleteDatabase();
});

test('what was stored before and after a passphrase is set is read as ever, and is not in the clear on the disk', async () => {
  await live();
  expect((await rawRecords()).some(({ text }) => text.includes(secret))).toBe(true);
  const shares: number[] = [];
  await setPassphrase(passphrase, (share) => shares.push(share));
  expect(shares.length).toBeGreaterThan(5);
  await createDataset('later', 'de');
  expect((await listDatasets()).map(({ id }) => id).sort()).toEqual(['jane', 'later']);
  await (async () => {
    await (await database()).delete('datasets', 'later');
  })();
  await expectAlive();
  const raw = await rawRecords();
  expect(raw.length).toBeGreaterThan(9);
  for (const { store, record, text } of raw) {
    expect(isSealed(record), store).toBe(true);
    expect(text, store).not.toContain(secret);
  }
});

test('a life under the lock is as one without', async () => {
  await setPassphrase(passphrase, nothing);
  await live();
  await renameVoice('en_US-jane-medium', 'Other');
  expect((await listVoices())[0]?.name).toBe('Other');
  await renameVoice('en_US-jane-medium', secret);
  await expectAlive();
  for (const { store, record, text } of await rawRecords()) {
    expect(isSealed(record), store).toBe(true);
    expect(text, store).not.toContain(secret);
  }
});

test('while it is locked nothing is read or written, a wrong passphrase opens nothing, and the right one all', async () => {
  await live();
  await setPassphrase(passphrase, nothing);
  forgetKey();
  expect(await isLocked()).toBe(true);
  await expect(listClips('jane')).rejects.toThrow(LockedError);
  await expect(createDataset('x', 'de')).rejects.toThrow('Unlock it with the passphrase');
  const wrong: unknown = await openLock('correct horse batterz').catch((error: unknown) => error);
  expect(wrong).toBeInstanceOf(InvalidInputError);
  expect((wrong as Error).message).toBe('This is not the passphrase.');
  expect(await isLocked()).toBe(true);
  await openLock(passphrase);
  await expectAlive();
});

test('a new passphrase opens what the old one sealed, without a record being written again', async () => {
  await live();
  await setPassphrase(passphrase, nothing);
  const before = (await rawRecords()).map(({ text }) => text);
  await changeLock(passphrase, 'another one entirely');
  expect((await rawRecords()).map(({ text }) => text)).toEqual(before);
  forgetKey();
  await expect(openLock(passphrase)).rejects.toThrow(InvalidInputError);
  await openLock('another one entirely');
  await expectAlive();
});

test('a short passphrase, a second one, and a change with a wrong one are refused', async () => {
  await expect(setPassphrase('short', nothing)).rejects.toThrow('8 characters');
  expect(await lockRecord()).toBeNull();
  await setPassphrase(passphrase, nothing);
  await expect(setPassphrase(passphrase, nothing)).rejects.toThrow('already');
  await expect(changeLock('wrong one here', 'whatever else')).rejects.toThrow('not the passphrase');
  await expect(checkPassphrase('wrong one here')).rejects.toThrow(InvalidInputError);
});

test('when the passphrase is removed every record is in the clear again', async () => {
  await live();
  await setPassphrase(passphrase, nothing);
  await expect(removePassphrase('wrong one here', nothing)).rejects.toThrow(InvalidInputError);
  await removePassphrase(passphrase, nothing);
  expect(await lockRecord()).toBeNull();
  expect((await rawRecords()).some(({ record }) => isSealed(record))).toBe(false);
  await expectAlive();
});

test('sealing and opening that were cut off in the middle are gone on with', async () => {
  await live();
  const cut = (share: number) => {
    if (share > 0.5) throw new Error('the browser was closed');
  };
  await expect(setPassphrase(passphrase, cut)).rejects.toThrow('closed');
  expect((await lockRecord())?.pending).toBe('sealing');
  await expectAlive();
  forgetKey();
  await openLock(passphrase);
  await finishPending(nothing);
  expect((await rawRecords()).every(({ record }) => isSealed(record))).toBe(true);
  await expect(removePassphrase(passphrase, cut)).rejects.toThrow('closed');
  // What is written meanwhile needs no key.
  await saveSetting('meanwhile', 1);
  expect(isSealed(await (await rawDatabase()).get('settings', 'meanwhile'))).toBe(false);
  await expectAlive();
  await finishPending(nothing);
  expect((await rawRecords()).some(({ record }) => isSealed(record))).toBe(false);
  await expectAlive();
});

test('a sealed database of an older version is brought to the newest', async () => {
  const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, [
    'encrypt',
    'decrypt'
  ]);
  const older = await openOther('ownvoice', 2);
  const dataset = { version: 1, id: 'old', accent: 'en-us', created: 1, deleted: null };
  await setPassphraseWithoutDatabase();
  // Sealed with the key of the lock, as version 2 would have stored it.
  const lockKey = await keyOfLock();
  await older.put('datasets', (await seal(lockKey, 'datasets', ['id'], dataset)) as never);
  older.close();
  expect(await (await database()).get('datasets', 'old')).toMatchObject({ version: 2, consent: null });
  const raw = await openDB('ownvoice');
  expect(raw.version).toBe(databaseVersion);
  expect(isSealed(await raw.get('datasets', 'old'))).toBe(true);
  raw.close();
  await expect(unseal(key, 'datasets', await (await rawDatabase()).get('datasets', 'old'))).rejects.toThrow(
    LockedError
  );
});

test('a record whose key has two parts is sealed and found by them', async () => {
  await setPassphrase(passphrase, nothing);
  const db = await database();
  const take = { version: 1, run: 'jane_1', epoch: 2, secret };
  await db.put('takes', take as never);
  expect(await db.get('takes', ['jane_1', 2])).toEqual(take);
  expect((await rawRecords()).every(({ text }) => !text.includes(secret))).toBe(true);
});

test('a record cannot stand in the place of another', async () => {
  const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, [
    'encrypt',
    'decrypt'
  ]);
  const record = await seal(key, 'voices', ['id'], { id: 'a', name: secret });
  expect(await unseal(key, 'voices', record)).toEqual({ id: 'a', name: secret });
  await expect(unseal(key, 'voices', { ...record, id: 'b' })).rejects.toThrow(LockedError);
  await expect(unseal(key, 'runs', record)).rejects.toThrow(LockedError);
  const again = await seal(key, 'voices', ['id'], { id: 'a', name: secret });
  expect(again['sealed']).not.toEqual(record['sealed']);
});

test('the lock itself holds nothing that opens it', async () => {
  await setPassphrase(passphrase, nothing);
  const locked = (await lockRecord())!;
  expect(locked.derivation).toEqual({ name: 'argon2id', memory: 47_104, passes: 2 });
  expect(locked.wrapped).toHaveLength(48);
  await saveLockRecord({ ...locked, salt: new Uint8Array(16) });
  forgetKey();
  await expect(openLock(passphrase)).rejects.toThrow(InvalidInputError);
});

/** The lock alone, before there is a database of today's version. */
async function setPassphraseWithoutDatabase(): Promise<void> {
  const { makeLock } = await import('./lock');
  await makeLock(passphrase);
  await saveLockRecord({ ...(await lockRecord())!, pending: null });
}

async function keyOfLock(): Promise<CryptoKey> {
  const { recordKey } = await import('./lock');
  return (await recordKey())!;
}
