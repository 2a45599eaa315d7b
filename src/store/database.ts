/** The one IndexedDB database. records.ts has the shape of what is in it. */
import { deleteDB, openDB, unwrap, type OpenDBCallbacks } from 'idb';
import { announce } from './changes';
import { deleteLock, lockRecord, recordKey } from './lock';
import { migrations, type Upgrade } from './migrations';
import type { Database, OwnvoiceSchema } from './records';
import { sealedDatabase, sealedTransaction, type Sealing } from './sealing';

const databaseName = 'ownvoice';
let opened: Promise<Database> | null = null;

/**
 * The database, opened once per page or worker and brought to the newest version. Where a passphrase is set, records are
 * sealed as they go in and opened as they come out.
 * @throws LockedError while it is locked
 */
export async function database(): Promise<Database> {
  const key = await recordKey();
  const db = await rawDatabase();
  return key ? sealedDatabase(await sealingWith(key), db) : db;
}

/** The database with its records as they are stored. @throws LockedError while it is locked */
export function rawDatabase(): Promise<Database> {
  opened ??= open().catch((error: unknown) => {
    opened = null;
    throw error;
  });
  return opened;
}

/** Nothing is sealed any more while a passphrase is being removed. */
async function sealingWith(key: CryptoKey): Promise<Sealing> {
  const seals = (await lockRecord())?.pending !== 'opening';
  return { key, seals, rawOf: (store) => unwrap(store as never) as unknown as IDBObjectStore };
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
  callbacks: Pick<OpenDBCallbacks<OwnvoiceSchema>, 'blocking' | 'terminated'> = {},
  sealing: Sealing | null = null
): Promise<Database> {
  let failure: unknown;
  return openDB<OwnvoiceSchema>(name, version, {
    ...callbacks,
    upgrade(db, from, to, transaction) {
      // IndexedDB does not wait for this, and would keep the half that was done before an error as the new version.
      const steps = migrations.slice(from, to ?? undefined);
      migrate(db, steps, sealing ? sealedTransaction(sealing, transaction) : transaction).catch(
        (error: unknown) => {
          failure = error;
          transaction.done.catch(() => undefined);
          transaction.abort();
        }
      );
    }
  }).catch((error: unknown) => {
    throw failure ?? error;
  });
}

async function migrate(db: Database, steps: typeof migrations, transaction: Upgrade): Promise<void> {
  for (const step of steps) await step(db, transaction);
}

async function open(): Promise<Database> {
  const key = await recordKey();
  const callbacks = {
    // A newer page wants to upgrade: let go, and open again when next asked.
    blocking() {
      void letGo();
    },
    terminated() {
      opened = null;
    }
  };
  return openOther(databaseName, databaseVersion, callbacks, key && (await sealingWith(key)));
}

/**
 * Closes the database, to be opened anew when next asked for. Whoever was given it just now may still begin a transaction,
 * which closing waits for.
 */
async function letGo(): Promise<void> {
  const closing = opened;
  opened = null;
  const db = await closing?.catch(() => null);
  await new Promise((resolve) => setTimeout(resolve));
  db?.close();
}

/** Deletes every record and the passphrase for good, locked or not. Other pages and workers let go by themselves. */
export async function deleteDatabase(): Promise<void> {
  await letGo();
  await deleteDB(databaseName);
  await deleteLock();
  announce({ of: 'datasets' });
  announce({ of: 'runs', written: null });
  announce({ of: 'voices' });
}
