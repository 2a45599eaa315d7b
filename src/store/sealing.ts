/**
 * Records that only who has the key can read: AES-GCM, each with a nonce of its own. What finds a record (its key and
 * the fields of its store's indexes) stays readable. It happens at the edge of the database, in one place: who uses the
 * sealed database sees plain records.
 */
import { LockedError } from '../errors';
import { decodeRecord, encodeRecord } from './encodeRecord';
import type { Database } from './records';

type Fields = Record<string, unknown>;
/** The methods that are called here, of an object store, an index or a database of `idb`. */
type Methods = Record<string, (...args: unknown[]) => Promise<unknown>>;

const nonceBytes = 12;

/** Whether a stored record is sealed. */
export function isSealed(record: unknown): boolean {
  return (record as Fields | undefined)?.['sealed'] instanceof Uint8Array;
}

/** The fields of a store's records that stay readable. */
export function clearFieldsOf(store: IDBObjectStore): string[] {
  const indexed = [...store.indexNames].map((name) => store.index(name).keyPath);
  return [store.keyPath, ...indexed].flat().filter((path) => path !== null);
}

/** A record cannot stand in the place of another: what is authenticated with it names its place. */
function placeOf(store: string, clear: Fields): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify([store, clear]));
}

/** Seals a record. @param clear names of the fields that stay readable */
export async function seal(
  key: CryptoKey,
  store: string,
  clear: readonly string[],
  record: Fields
): Promise<Fields> {
  const open: Fields = {};
  for (const field of clear) open[field] = record[field];
  const iv = crypto.getRandomValues(new Uint8Array(nonceBytes));
  const bytes = await crypto.subtle.encrypt(
    { name: 'AES-GCM', iv, additionalData: placeOf(store, open) },
    key,
    await encodeRecord(record)
  );
  const sealed = new Uint8Array(nonceBytes + bytes.byteLength);
  sealed.set(iv);
  sealed.set(new Uint8Array(bytes), nonceBytes);
  return { ...open, sealed };
}

/** Opens a record; one that is not sealed is given back as it is. @throws LockedError if it is of another key */
export async function unseal(key: CryptoKey, store: string, record: unknown): Promise<unknown> {
  if (!isSealed(record)) return record;
  const { sealed, ...open } = record as Fields & { sealed: Uint8Array<ArrayBuffer> };
  try {
    const bytes = await crypto.subtle.decrypt(
      { name: 'AES-GCM', iv: sealed.subarray(0, nonceBytes), additionalData: placeOf(store, open) },
      key,
      sealed.subarray(nonceBytes)
    );
    return decodeRecord(new Uint8Array(bytes));
  } catch (cause) {
    throw new LockedError('A record on this device was locked with another passphrase, or is damaged.', {
      cause
    });
  }
}

/**
 * Waits for work in the middle of a transaction, which would end meanwhile: it is asked again and again for nothing,
 * and the caller goes on within its last answer.
 */
function keepingAlive<T>(store: IDBObjectStore, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    let finish: (() => void) | null = null;
    work.then(
      (value) => (finish = () => resolve(value)),
      (error: unknown) => (finish = () => reject(error))
    );
    const turn = () => {
      if (finish) return finish();
      const request = store.getKey('');
      request.onsuccess = turn;
      request.onerror = () => reject(request.error);
    };
    turn();
  });
}

/** `target` with some of its properties replaced; `idb` wants its own objects as `this`. */
function replaced<Target extends object>(target: Target, properties: Record<string, () => unknown>): Target {
  return new Proxy(target, {
    get(_, name) {
      if (typeof name === 'string' && Object.hasOwn(properties, name)) return properties[name]?.();
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    }
  });
}

/** How records of one database are sealed and opened. */
export interface Sealing {
  key: CryptoKey;
  /** false to open only */
  seals: boolean;
  /** the browser's own store of one of `idb` */
  rawOf(store: object): IDBObjectStore;
}

/**
 * A store, or an index of it, whose records are sealed as they go in and opened as they come out.
 * @param sealings what the end of the transaction must wait for
 */
function sealedSource(
  sealing: Sealing,
  source: object,
  raw: IDBObjectStore,
  sealings: Set<Promise<unknown>>
): object {
  const { key, seals } = sealing;
  const methods = source as Methods & { index(name: string): object };
  const call = (name: string, ...args: unknown[]) => (methods[name] as Methods[string])(...args);
  const opened = (record: unknown) => keepingAlive(raw, unseal(key, raw.name, record));
  const sealed = async (record: unknown) =>
    seals ? keepingAlive(raw, seal(key, raw.name, clearFieldsOf(raw), record as Fields)) : record;
  const write =
    (name: string) =>
    () =>
    async (record: unknown, ...args: unknown[]) => {
      // In an object, as the request is not to be waited for here.
      const given = sealed(record).then((value) => ({ request: call(name, value, ...args) }));
      sealings.add(given);
      return (await given.finally(() => sealings.delete(given))).request;
    };
  async function* iterate(...args: unknown[]): AsyncGenerator<object> {
    const cursors = (methods['iterate'] as unknown as (...args: unknown[]) => AsyncIterable<Fields>)(...args);
    for await (const cursor of cursors) {
      const value = await opened(cursor['value']);
      yield replaced(cursor, {
        value: () => value,
        update: () => async (record: unknown) => {
          const updated = await sealed(record);
          return (cursor as unknown as Methods)['update']?.(updated);
        }
      });
    }
  }
  return replaced(source, {
    get:
      () =>
      async (...args: unknown[]) =>
        opened(await call('get', ...args)),
    getAll:
      () =>
      async (...args: unknown[]) => {
        const records = (await call('getAll', ...args)) as unknown[];
        return keepingAlive(raw, Promise.all(records.map((record) => unseal(key, raw.name, record))));
      },
    put: write('put'),
    add: write('add'),
    iterate: () => iterate,
    index: () => (name: string) => sealedSource(sealing, methods.index(name), raw, sealings)
  });
}

/** A transaction of `idb` through which records are sealed and opened. */
export function sealedTransaction<Transaction extends object>(
  sealing: Sealing,
  transaction: Transaction
): Transaction {
  const { objectStore, commit } = transaction as unknown as {
    objectStore(name: string): object;
    commit(): void;
  };
  const sealings = new Set<Promise<unknown>>();
  const sealedStore = (store: object) => sealedSource(sealing, store, sealing.rawOf(store), sealings);
  return replaced(transaction, {
    objectStore: () => (name: string) => sealedStore(objectStore.call(transaction, name)),
    store: () => {
      const store = Reflect.get(transaction, 'store') as object | undefined;
      return store && sealedStore(store);
    },
    // Once what is being sealed was given to the stores.
    commit: () => () => {
      if (sealings.size === 0) commit.call(transaction);
      else void Promise.allSettled(sealings).then(() => commit.call(transaction));
    }
  });
}

/** The database through which records are sealed and opened. */
export function sealedDatabase(sealing: Sealing, db: Database): Database {
  const { key, seals, rawOf } = sealing;
  const methods = db as unknown as Methods & { transaction(...args: unknown[]): object };
  const call = (name: string, ...args: unknown[]) => (methods[name] as Methods[string])(...args);
  const one =
    (name: string) =>
    () =>
    async (store: string, ...args: unknown[]) =>
      unseal(key, store, await call(name, store, ...args));
  const all =
    (name: string) =>
    () =>
    async (store: string, ...args: unknown[]) => {
      const records = (await call(name, store, ...args)) as unknown[];
      return Promise.all(records.map((record) => unseal(key, store, record)));
    };
  const write =
    (name: string) =>
    () =>
    async (store: string, record: unknown, ...args: unknown[]) => {
      if (!seals) return call(name, store, record, ...args);
      const { store: own } = methods.transaction(store) as { store: object };
      return call(name, store, await seal(key, store, clearFieldsOf(rawOf(own)), record as Fields), ...args);
    };
  return replaced(db, {
    get: one('get'),
    getFromIndex: one('getFromIndex'),
    getAll: all('getAll'),
    getAllFromIndex: all('getAllFromIndex'),
    put: write('put'),
    add: write('add'),
    transaction:
      () =>
      (...args: unknown[]) =>
        sealedTransaction(sealing, methods.transaction(...args))
  });
}
