/** The one IndexedDB database. records.ts has the shape of what is in it. */
import { deleteDB, openDB } from 'idb';
import { announce } from './changes';
import { migrations, type Upgrade } from './migrations';
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

async function open(): Promise<Database> {
  let failure: unknown;
  return openDB<OwnvoiceSchema>(databaseName, migrations.length, {
    upgrade(db, from, _, transaction) {
      // IndexedDB does not wait for this, and would keep the half that was done before an error as the new version.
      migrate(db, from, transaction).catch((error: unknown) => {
        failure = error;
        transaction.done.catch(() => undefined);
        transaction.abort();
      });
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
  }).catch((error: unknown) => {
    throw failure ?? error;
  });
}

async function migrate(db: Database, from: number, transaction: Upgrade): Promise<void> {
  for (const step of migrations.slice(from)) await step(db, transaction);
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
