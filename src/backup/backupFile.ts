/**
 * The zip of a backup: `backup.json` tells what it is, and `records/STORE/NUMBER` has each record
 * (encodeRecord.ts). Caches that can be computed again, what is deleted and what only this device can use are left out.
 */
import { configure } from '@zip.js/zip.js';
import { BadFileError } from '../errors';
import type { StoreName } from '../store/recordShapes';

// The library's own workers would be Blobs, which the page's policy forbids.
configure({ useWebWorkers: false });

export const manifestName = 'backup.json';

/** The stores of a backup: what others stand in comes after them, so that a half that is read is never seen. */
export const backupStores = [
  'audio',
  'sources',
  'replacedAudio',
  'checks',
  'clips',
  'settings',
  'datasets',
  'runGains',
  'checkpoints',
  'takes',
  'runFiles',
  'runs',
  'voiceFiles',
  'voices'
] as const satisfies readonly StoreName[];

export interface Manifest {
  format: 'ownvoice-backup';
  /** of this layout */
  version: 1;
  /** version of the database that the records are from */
  database: number;
  /** ms since the epoch */
  created: number;
  /** how many there are */
  records: number;
}

/**
 * Reads `backup.json`.
 * @param database the version of the database here
 * @throws BadFileError if it is not one, or is of a newer version of the app
 */
export function readManifest(text: string, database: number): Manifest {
  let manifest: Partial<Manifest> | null;
  try {
    manifest = JSON.parse(text) as Partial<Manifest> | null;
  } catch (cause) {
    throw new BadFileError('This zip is not a backup of Ownvoice, or it is damaged.', { cause });
  }
  const isCount = (value: unknown): value is number => Number.isInteger(value) && (value as number) >= 0;
  if (manifest?.format !== 'ownvoice-backup' || !isCount(manifest.version) || !isCount(manifest.database))
    throw new BadFileError(
      'This zip is not a backup of Ownvoice. Datasets and voices are imported on their own screens.'
    );
  if (manifest.version !== 1 || manifest.database > database || manifest.database < 1)
    throw new BadFileError(
      'This backup was made by a newer version of Ownvoice. Update the app here (reload the page with the network on), then restore it.'
    );
  if (!isCount(manifest.records) || !Number.isFinite(manifest.created))
    throw new BadFileError('This backup is damaged: its description lacks a number.');
  return manifest as Manifest;
}
