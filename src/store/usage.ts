/** How much room each dataset, run and voice takes. */
import { database } from './database';
import { everyRecord } from './everyRecord';
import { ownerOf, type Owner } from './owners';
import { isStore } from './recordShapes';

export interface Usage extends Owner {
  /** of audio, weights and other binary values, with 2 for each character */
  bytes: number;
}

/** The bytes of every dataset, run and voice, the largest first; those of a deleted one count until it is purged. */
export async function storageUse(): Promise<Usage[]> {
  const db = await database();
  const uses = new Map<string, Usage>();
  for await (const { store, record } of everyRecord(db, [...db.objectStoreNames].filter(isStore))) {
    const owner = ownerOf(store, record);
    const key = `${owner.of} ${owner.id}`;
    const use = uses.get(key) ?? { ...owner, bytes: 0 };
    use.bytes += bytesOf(record);
    uses.set(key, use);
  }
  return [...uses.values()].sort((a, b) => b.bytes - a.bytes);
}

function bytesOf(value: unknown): number {
  if (typeof value === 'string') return 2 * value.length;
  if (value instanceof Blob) return value.size;
  if (ArrayBuffer.isView(value)) return value.byteLength;
  if (typeof value === 'object' && value !== null)
    return Object.values(value).reduce((sum: number, one) => sum + bytesOf(one), 0);
  return 8;
}
