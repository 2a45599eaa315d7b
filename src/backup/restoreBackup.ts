/**
 * Takes a backup in. Nothing of it is believed: it goes into a database of its own first, at the version that it was
 * made with, and is brought to today's by the same steps as the app's own; then every record is checked, and every
 * voice as an imported one is. Only then it goes beside what is there, and what is there stays.
 */
import { BlobReader, ZipReader, type FileEntry } from '@zip.js/zip.js';
import { deleteDB } from 'idb';
import { BadFileError, OwnvoiceError } from '../errors';
import { checkModel } from '../onnx/checkModel';
import { announce } from '../store/changes';
import { database, databaseVersion, openOther } from '../store/database';
import { everyRecord, type StoredRecord } from '../store/everyRecord';
import { ownerOf } from '../store/owners';
import type { VoiceFilesRecord } from '../store/records';
import { isStore, wrongField, type StoreName } from '../store/recordShapes';
import { readVoiceConfig } from '../synthesis/voiceConfig';
import { backupStores, manifestName, readManifest, type Manifest } from './backupFile';
import { decodeRecord } from '../store/encodeRecord';

/** What a restore did. */
export interface Restored {
  /** ids of what is new here */
  datasets: string[];
  runs: string[];
  voices: string[];
  /** ids of what was here before, and stayed as it was */
  kept: string[];
}

type Database = Awaited<ReturnType<typeof database>>;

const temporaryName = 'ownvoice-restore';
/** bytes of one record: the checkpoint of a run has about 120 MB */
const maxRecordBytes = 500_000_000;
const maxRecords = 500_000;

/**
 * Restores a backup beside what is there; what has the name of something that is there is left out. On any error
 * nothing of it is stored.
 * @param onProgress called with the share that is done, 0..1
 * @param signal ends it; it rejects with an AbortError then, and nothing is stored
 * @throws BadFileError if it is no backup, is damaged, or of a newer version of the app
 */
export async function restoreBackup(
  file: Blob,
  onProgress: (share: number) => void,
  signal?: AbortSignal
): Promise<Restored> {
  const tell = (share: number) => {
    signal?.throwIfAborted();
    onProgress(share);
  };
  await deleteDB(temporaryName);
  try {
    const manifest = await readInto(file, (share) => tell(0.5 * share));
    const other = await openOther(temporaryName, databaseVersion);
    try {
      await check(other);
      return await moveIn(other, manifest.records, (share) => tell(0.5 + 0.5 * share));
    } finally {
      other.close();
    }
  } finally {
    await deleteDB(temporaryName);
  }
}

/** Reads the zip into the temporary database. */
async function readInto(file: Blob, onProgress: (share: number) => void): Promise<Manifest> {
  const zip = new ZipReader(new BlobReader(file), { useWebWorkers: false });
  try {
    const entries = new Map<string, FileEntry>();
    for (const entry of await zip.getEntries()) {
      if (entries.size > maxRecords) throw new BadFileError('This backup has more records than it can have.');
      if (!entry.directory) entries.set(entry.filename, entry);
    }
    const about = entries.get(manifestName);
    if (!about) throw new BadFileError('This zip is not a backup of Ownvoice: it has no backup.json.');
    const manifest = readManifest(new TextDecoder().decode(await unpacked(about)), databaseVersion);
    const records = [...entries].flatMap(([name, entry]) => {
      const store = /^records\/(\w+)\/\d+$/.exec(name)?.[1];
      return store !== undefined && isStore(store) ? [{ store, entry }] : [];
    });
    if (records.length !== manifest.records)
      throw new BadFileError(
        `This backup should have ${manifest.records} records and has ${records.length}: it is damaged or was changed.`
      );
    await fill(manifest.database, records, onProgress);
    return manifest;
  } catch (error) {
    if (error instanceof OwnvoiceError || error instanceof DOMException) throw error;
    throw new BadFileError('This zip is damaged or not a backup of Ownvoice. Copy the file again.', {
      cause: error
    });
  } finally {
    await zip.close();
  }
}

async function fill(
  version: number,
  records: { store: StoreName; entry: FileEntry }[],
  onProgress: (share: number) => void
): Promise<void> {
  const db = await openOther(temporaryName, version);
  try {
    let done = 0;
    for (const { store, entry } of records) {
      const record = decodeRecord(await unpacked(entry));
      if (!db.objectStoreNames.contains(store)) throw damaged(store, 'its store');
      try {
        await db.add(store, record as never);
      } catch (error) {
        if (error instanceof DOMException && error.name === 'QuotaExceededError') throw error;
        throw damaged(store, 'its key');
      }
      onProgress(++done / records.length);
    }
  } finally {
    db.close();
  }
}

/** @throws BadFileError if it unpacks to more than it declares or may have */
async function unpacked(entry: FileEntry): Promise<Uint8Array> {
  if (entry.uncompressedSize > maxRecordBytes)
    throw new BadFileError('A record of this backup is larger than any can be.');
  const bytes = new Uint8Array(entry.uncompressedSize);
  let length = 0;
  const writable = new WritableStream<Uint8Array>({
    write(chunk) {
      if (length + chunk.length > bytes.length)
        throw new BadFileError('A record of this backup is larger than it declares.');
      bytes.set(chunk, length);
      length += chunk.length;
    }
  });
  await entry.getData(writable, { checkSignature: true });
  if (length < bytes.length) throw new BadFileError('A record of this backup is cut short.');
  return bytes;
}

function damaged(store: string, what: string): BadFileError {
  return new BadFileError(
    `This backup is damaged or was changed: a record of "${store}" is not what it should be (${what}). Nothing of it was taken.`
  );
}

/** @throws BadFileError unless every record is of its store's shape, belongs to something, and every voice is a voice */
async function check(db: Database): Promise<void> {
  const owners = new Set<string>(['device ']);
  const owned = new Map<string, StoreName>();
  for await (const { store, record } of everyRecord(db, backupStores)) {
    const wrong = wrongField(store, record);
    if (wrong !== null) throw damaged(store, wrong);
    const owner = keyOf({ store, record });
    if (store === 'datasets' || store === 'runs' || store === 'voices') owners.add(owner);
    else owned.set(owner, store);
    if (store === 'clips' && record['id'] !== `${String(record['dataset'])}/${String(record['name'])}`)
      throw damaged(store, 'id');
    if (store === 'voiceFiles') {
      const { onnx, config } = record as unknown as VoiceFilesRecord;
      checkModel(onnx);
      readVoiceConfig(config);
    }
  }
  for (const [owner, store] of owned) if (!owners.has(owner)) throw damaged(store, 'what it belongs to');
}

/** Copies the records, those that the others belong to last; takes back what it wrote if one cannot be written. */
async function moveIn(
  other: Database,
  records: number,
  onProgress: (share: number) => void
): Promise<Restored> {
  const db = await database();
  const present = new Set<string>();
  for (const [store, of] of [
    ['datasets', 'dataset'],
    ['runs', 'run'],
    ['voices', 'voice']
  ] as const)
    for (const id of await db.getAllKeys(store)) present.add(`${of} ${id}`);
  const restored: Restored = { datasets: [], runs: [], voices: [], kept: [] };
  const written: [StoreName, IDBValidKey][] = [];
  let done = 0;
  try {
    for await (const stored of everyRecord(other, backupStores)) {
      onProgress(done++ / Math.max(1, records));
      const { store, record } = stored;
      const isOwner = store === 'datasets' || store === 'runs' || store === 'voices';
      if (present.has(keyOf(stored))) {
        if (isOwner) restored.kept.push(String(record['id']));
        continue;
      }
      if (store === 'settings' && (await db.getKey('settings', String(record['key']))) !== undefined)
        continue;
      written.push([store, await db.put(store, record as never)]);
      if (isOwner) restored[store].push(String(record['id']));
    }
  } catch (error) {
    for (const [store, key] of written) await db.delete(store, key as never);
    throw error;
  }
  announce({ of: 'datasets' });
  announce({ of: 'runs', written: null });
  announce({ of: 'voices' });
  return restored;
}

function keyOf({ store, record }: StoredRecord): string {
  const { of, id } = ownerOf(store, record);
  return `${of} ${id}`;
}
