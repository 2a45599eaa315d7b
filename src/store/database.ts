/** The one IndexedDB database. records.ts has the shape of what is in it. */
import { deleteDB, openDB, type OpenDBCallbacks } from 'idb';
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

/** The version of the database in this version of the app. */
export const databaseVersion = migrations.length;

/**
 * Another database of the same stores, as an older version of the app had it or brought to the newest.
 * @throws what a migration threw: the database is then as it was before
 */
export async function openOther(
  name: string,
  version: number,
  callbacks: Pick<OpenDBCallbacks<OwnvoiceSchema>, 'blocking' | 'terminated'> = {}
): Promise<Database> {
  let failure: unknown;
  return openDB<OwnvoiceSchema>(name, version, {
    ...callbacks,
    upgrade(db, from, to, transaction) {
      // IndexedDB does not wait for this, and would keep the half that was done before an error as the new version.
      migrate(db, migrations.slice(from, to ?? undefined), transaction).catch((error: unknown) => {
        failure = error;
        transaction.done.catch(() => undefined);
        transaction.abort();
      });
    }
  }).catch((error: unknown) => {
    throw failure ?? error;
  });
}

async function migrate(db: Database, steps: typeof migrations, transaction: Upgrade): Promise<void> {
  for (const step of steps) await step(db, transaction);
}

function open(): Promise<Database> {
  return openOther(databaseName, databaseVersion, {
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
