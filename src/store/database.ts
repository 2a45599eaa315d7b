/** The one IndexedDB database. records.ts has the shape of what is in it. */
import { deleteDB, openDB } from 'idb';
import { announce } from './changes';
import { migrations } from './migrations';
import type { Database, OwnvoiceSchema } from './records';

const databaseName = 'ownvoice';
let opened: Promise<Database> | null = null;

/** The database, opened once per page or worker and brought to the newest version. */
export function database(): Promise<Database> {
  opened ??= open().catch((error: unknown) => {
    opened = null;
    throw error;
  });
  return opened;
}

/** The version of the database in this version of the app. */
export const databaseVersion = migrations.length;

/** Another database of the same stores, as an older version of the app had it or brought to the newest. */
export function openOther(name: string, version: number): Promise<Database> {
  return openDB<OwnvoiceSchema>(name, version, {
    async upgrade(db, from, to, transaction) {
      for (const migrate of migrations.slice(from, to ?? undefined)) await migrate(db, transaction);
    }
  });
}

async function open(): Promise<Database> {
  return openDB<OwnvoiceSchema>(databaseName, databaseVersion, {
    async upgrade(db, from, _, transaction) {
      for (const migrate of migrations.slice(from)) await migrate(db, transaction);
    },
    // A newer page wants to upgrade: let go, and open again when next asked.
    blocking() {
      void opened?.then((db) => {
        db.close();
        opened = null;
      });
    },
    terminated() {
      opened = null;
    }
  });
}

/** Deletes every record for good. Other pages and workers let go by themselves. */
export async function deleteDatabase(): Promise<void> {
  (await opened)?.close();
  opened = null;
  await deleteDB(databaseName);
  announce({ of: 'datasets' });
  announce({ of: 'runs', written: null });
  announce({ of: 'voices' });
}
