/**
 * The passphrase lock: who keeps the key that records are sealed with. The key is random and made once; what is stored
 * is that key, wrapped by another that Argon2id derives from the passphrase. So a new passphrase wraps the same key
 * anew and no record is written again, and a wrong one opens nothing and tells nothing. The open key cannot be
 * exported; it lives in the memory of pages and workers, which give it to each other, and dies with the last of them.
 */
import { deleteDB, openDB, type DBSchema, type IDBPDatabase } from 'idb';
import { InvalidInputError, LockedError } from '../errors';

/** How a key is derived: OWASP asks for 46 MiB and 1 pass at least. */
interface Derivation {
  name: 'argon2id';
  /** KiB */
  memory: number;
  passes: number;
}

export interface LockRecord {
  version: 1;
  derivation: Derivation;
  salt: Uint8Array<ArrayBuffer>;
  nonce: Uint8Array<ArrayBuffer>;
  /** AES-GCM of the key of the records */
  wrapped: Uint8Array<ArrayBuffer>;
  /** what is being done with all records, and must be gone on with if it was cut off */
  pending: 'sealing' | 'opening' | null;
  /** minutes without a touch after which it locks itself; null for never */
  autoLock: number | null;
}

type LockMessage = { kind: 'ask' } | { kind: 'key'; key: CryptoKey } | { kind: 'lock' } | { kind: 'changed' };
interface LockSchema extends DBSchema {
  lock: { key: 'lock'; value: LockRecord };
}

const databaseName = 'ownvoice-lock';
const derivation: Derivation = { name: 'argon2id', memory: 47_104, passes: 2 };
const minLength = 8;
/** ms in which another page or worker gives the key, if any has it; a page that works may answer a worker late */
const patience = () => (typeof document === 'undefined' ? 3000 : 400);

let record: Promise<LockRecord | null> | null = null;
let key: CryptoKey | null = null;
let asking: Promise<CryptoKey | null> | null = null;
let channel: BroadcastChannel | null = null;
const listeners = new Set<(what: 'lock' | 'changed') => void>();
let gotKey: ((key: CryptoKey) => void) | null = null;

function opened(): BroadcastChannel {
  if (channel) return channel;
  channel = new BroadcastChannel('ownvoice-lock-key');
  channel.onmessage = ({ data }: MessageEvent<LockMessage>) => {
    if (data.kind === 'ask' && key) tellOthers({ kind: 'key', key });
    if (data.kind === 'key') gotKey?.(data.key);
    if (data.kind === 'lock') key = null;
    if (data.kind === 'changed') record = null;
    if (data.kind === 'lock' || data.kind === 'changed')
      for (const listener of listeners) listener(data.kind);
  };
  // In Node it would keep a program from ending.
  (channel as unknown as { unref?: () => void }).unref?.();
  return channel;
}

function tellOthers(message: LockMessage): void {
  opened().postMessage(message);
}

/** Calls back when another page locks, or sets, changes or removes the passphrase. */
export function onLockChange(listener: (what: 'lock' | 'changed') => void): () => void {
  opened();
  listeners.add(listener);
  return () => listeners.delete(listener);
}

async function inLockDatabase<T>(use: (db: IDBPDatabase<LockSchema>) => Promise<T>): Promise<T> {
  const db = await openDB<LockSchema>(databaseName, 1, {
    upgrade(fresh) {
      fresh.createObjectStore('lock');
    }
  });
  try {
    return await use(db);
  } finally {
    db.close();
  }
}

/** How this device is locked, or null where no passphrase is set. */
export function lockRecord(): Promise<LockRecord | null> {
  return (record ??= inLockDatabase(async (db) => (await db.get('lock', 'lock')) ?? null).catch(
    (error: unknown) => {
      record = null;
      throw error;
    }
  ));
}

/** Stores how this device is locked, and tells every other page and worker. */
export async function saveLockRecord(saved: LockRecord | null): Promise<void> {
  await inLockDatabase(async (db) => {
    if (saved) await db.put('lock', saved, 'lock');
    else await db.clear('lock');
  });
  record = Promise.resolve(saved);
  if (!saved) key = null;
  tellOthers({ kind: 'changed' });
}

/** The key of the records, or null where no passphrase is set. @throws LockedError while it is locked */
export async function recordKey(): Promise<CryptoKey | null> {
  if (!(await lockRecord())) return null;
  key ??= await (asking ??= askOthers().finally(() => (asking = null)));
  if (!key)
    throw new LockedError(
      'Ownvoice is locked on this device. Unlock it with the passphrase, then try again.'
    );
  return key;
}

/** True while a passphrase is set and no page has the key. */
export async function isLocked(): Promise<boolean> {
  try {
    await recordKey();
    return false;
  } catch (error) {
    if (error instanceof LockedError) return true;
    throw error;
  }
}

async function askOthers(): Promise<CryptoKey | null> {
  const answer = new Promise<CryptoKey | null>((done) => {
    gotKey = done;
    setTimeout(() => done(null), patience());
  });
  tellOthers({ kind: 'ask' });
  const given = await answer;
  gotKey = null;
  return given;
}

/** Forgets the key, here and in every other page and worker. */
export function forgetKey(): void {
  key = null;
  tellOthers({ kind: 'lock' });
}

/** Opens the lock. @throws InvalidInputError for a wrong passphrase */
export async function openLock(passphrase: string): Promise<void> {
  const locked = await lockRecord();
  if (!locked) return;
  key = await unwrapped(locked, passphrase, false);
  tellOthers({ kind: 'key', key });
}

/**
 * Makes a key and wraps it; nothing is sealed yet.
 * @throws InvalidInputError if the passphrase is too short, or there is one already
 */
export async function makeLock(passphrase: string): Promise<void> {
  if (await lockRecord()) throw new InvalidInputError('There is a passphrase already. Change that one.');
  const made = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, true, [
    'encrypt',
    'decrypt'
  ]);
  const saved = await wrapped(made, passphrase, { pending: 'sealing', autoLock: 15 });
  key = await unwrapped(saved, passphrase, false);
  await saveLockRecord(saved);
}

/** Wraps the same key by another passphrase. @throws InvalidInputError if one is wrong or too short */
export async function changeLock(before: string, after: string): Promise<void> {
  const locked = await lockRecord();
  if (!locked) throw new InvalidInputError('No passphrase is set.');
  const same = await unwrapped(locked, before, true);
  await saveLockRecord(await wrapped(same, after, locked));
}

/** Whether this is the passphrase. @throws InvalidInputError if not */
export async function checkPassphrase(passphrase: string): Promise<LockRecord> {
  const locked = await lockRecord();
  if (!locked) throw new InvalidInputError('No passphrase is set.');
  await unwrapped(locked, passphrase, false);
  return locked;
}

/** Forgets that there was a lock: what is sealed can then be opened by nobody. */
export async function deleteLock(): Promise<void> {
  key = null;
  record = null;
  await deleteDB(databaseName);
}

async function wrapped(
  made: CryptoKey,
  passphrase: string,
  { pending, autoLock }: Pick<LockRecord, 'pending' | 'autoLock'>
): Promise<LockRecord> {
  if (passphrase.length < minLength)
    throw new InvalidInputError(
      `A passphrase has ${minLength} characters at least; this one has ${passphrase.length}. A few words are best.`
    );
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const nonce = crypto.getRandomValues(new Uint8Array(12));
  const wrapping = await derived(passphrase, salt, derivation);
  const bytes = await crypto.subtle.wrapKey('raw', made, wrapping, { name: 'AES-GCM', iv: nonce });
  return { version: 1, derivation, salt, nonce, wrapped: new Uint8Array(bytes), pending, autoLock };
}

async function unwrapped(locked: LockRecord, passphrase: string, extractable: boolean): Promise<CryptoKey> {
  const wrapping = await derived(passphrase, locked.salt, locked.derivation);
  try {
    return await crypto.subtle.unwrapKey(
      'raw',
      locked.wrapped,
      wrapping,
      { name: 'AES-GCM', iv: locked.nonce },
      { name: 'AES-GCM' },
      extractable,
      ['encrypt', 'decrypt']
    );
  } catch (cause) {
    throw new InvalidInputError('This is not the passphrase.', { cause });
  }
}

async function derived(
  passphrase: string,
  salt: Uint8Array,
  { memory, passes }: Derivation
): Promise<CryptoKey> {
  const { argon2id } = await import('hash-wasm');
  const bytes = await argon2id({
    // The same characters may be typed in two ways.
    password: passphrase.normalize('NFKC'),
    salt,
    memorySize: memory,
    iterations: passes,
    parallelism: 1,
    hashLength: 32,
    outputType: 'binary'
  });
  return crypto.subtle.importKey('raw', new Uint8Array(bytes), 'AES-GCM', false, ['wrapKey', 'unwrapKey']);
}
