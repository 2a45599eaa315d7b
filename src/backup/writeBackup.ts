/** Everything that a person made, as one zip. */
import { BlobReader, BlobWriter, Uint8ArrayReader, ZipWriter } from '@zip.js/zip.js';
import { database, databaseVersion } from '../store/database';
import { everyRecord, type StoredRecord } from '../store/everyRecord';
import { ownerOf } from '../store/owners';
import { backupStores, manifestName, type Manifest } from './backupFile';
import { encodeRecord } from '../store/encodeRecord';

/**
 * Writes the backup record by record; the browser keeps what is written on disk.
 * @param onProgress called with the share that is written, 0..1
 */
export async function writeBackup(onProgress: (share: number) => void, signal?: AbortSignal): Promise<Blob> {
  const db = await database();
  const deleted = new Set<string>();
  for (const store of ['datasets', 'voices'] as const)
    for (const record of await db.getAll(store))
      if (record.deleted !== null) deleted.add(keyOf({ store, record: { ...record } }));
  const removed = new Set<unknown>();
  for (const { id, deleted: since } of await db.getAll('clips')) if (since !== null) removed.add(id);
  const counts = await Promise.all(backupStores.map((store) => db.count(store)));
  const total = counts.reduce((sum, count) => sum + count, 0);

  const zip = new ZipWriter(new BlobWriter('application/zip'), { level: 0 });
  let records = 0;
  let seen = 0;
  for await (const stored of everyRecord(db, backupStores)) {
    signal?.throwIfAborted();
    onProgress(seen++ / Math.max(1, total));
    if (deleted.has(keyOf(stored)) || isLeftOut(stored)) continue;
    if (removed.has(stored.record['clip'] ?? stored.record['id'])) continue;
    const bytes = await encodeRecord(stored.record);
    await zip.add(`records/${stored.store}/${records++}`, new Uint8ArrayReader(bytes));
  }
  const manifest: Manifest = {
    format: 'ownvoice-backup',
    version: 1,
    database: databaseVersion,
    created: Date.now(),
    records
  };
  await zip.add(manifestName, new BlobReader(new Blob([JSON.stringify(manifest, null, 1)])));
  return zip.close();
}

function keyOf({ store, record }: StoredRecord): string {
  const { of, id } = ownerOf(store, record);
  return `${of} ${id}`;
}

/** What was measured on this device is of no use on another. */
function isLeftOut({ store, record }: StoredRecord): boolean {
  return store === 'settings' && /^backend/.test(String(record['key']));
}
