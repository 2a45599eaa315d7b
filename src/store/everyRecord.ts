import type { Database } from './records';
import type { StoreName } from './recordShapes';

export interface StoredRecord {
  store: StoreName;
  record: Record<string, unknown>;
}

/** Every record of these stores, one at a time, each in a transaction of its own: whoever reads may take their time. */
export async function* everyRecord(
  database: Database,
  stores: readonly StoreName[]
): AsyncGenerator<StoredRecord> {
  for (const store of stores)
    for (const key of await database.getAllKeys(store)) {
      const record: unknown = await database.get(store, key);
      if (record !== undefined) yield { store, record: record as Record<string, unknown> };
    }
}
