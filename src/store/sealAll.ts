/** Setting and removing the passphrase: every record is sealed or opened, one after another, and may go on after a crash. */
import { unwrap } from 'idb';
import { rawDatabase } from './database';
import { checkPassphrase, lockRecord, makeLock, recordKey, saveLockRecord } from './lock';
import { clearFieldsOf, isSealed, seal, unseal } from './sealing';

type OnProgress = (share: number) => void;

/** Sets a passphrase and seals what is stored. @throws InvalidInputError if it is too short or one is set */
export async function setPassphrase(passphrase: string, onProgress: OnProgress): Promise<void> {
  await makeLock(passphrase);
  await finishPending(onProgress);
}

/** Opens every record and removes the lock. @throws InvalidInputError if it is not the passphrase */
export async function removePassphrase(passphrase: string, onProgress: OnProgress): Promise<void> {
  await saveLockRecord({ ...(await checkPassphrase(passphrase)), pending: 'opening' });
  await finishPending(onProgress);
}

/** Goes on with sealing or opening that was cut off. @throws LockedError while it is locked */
export async function finishPending(onProgress: OnProgress): Promise<void> {
  const locked = await lockRecord();
  if (!locked?.pending) return;
  const sealing = locked.pending === 'sealing';
  // Whoever was writing when this began may have ended after the first round.
  while ((await rewriteAll(sealing, onProgress)) > 0);
  await saveLockRecord(sealing ? { ...locked, pending: null } : null);
}

/** Returns how many records were not as they should be. */
async function rewriteAll(sealing: boolean, onProgress: OnProgress): Promise<number> {
  const key = await recordKey();
  if (!key) return 0;
  const db = await rawDatabase();
  const stores = [...db.objectStoreNames];
  const counts = await Promise.all(stores.map((store) => db.count(store)));
  const total = counts.reduce((sum, count) => sum + count, 0);
  let done = 0;
  let rewritten = 0;
  for (const store of stores)
    for (const at of await db.getAllKeys(store)) {
      onProgress(done++ / total);
      const record: unknown = await db.get(store, at);
      if (record === undefined || isSealed(record) === sealing) continue;
      const raw = unwrap(db.transaction(store).store);
      const clear = clearFieldsOf(raw);
      const inline = raw.keyPath !== null;
      const rewrittenRecord = sealing
        ? await seal(key, store, clear, record as Record<string, unknown>)
        : await unseal(key, store, record);
      await db.put(store, rewrittenRecord as never, inline ? undefined : (at as never));
      rewritten++;
    }
  return rewritten;
}
