import { InvalidInputError } from '../../errors';
import {
  changeLock,
  forgetKey,
  isLocked,
  lockRecord,
  openLock,
  recordKey,
  saveLockRecord
} from '../../store/lock';
import { runLockPrefix } from '../../store/runs';
import { finishPending, removePassphrase, setPassphrase } from '../../store/sealAll';
import { endConversion } from '../conversion';
import { endWorkers } from '../workers';

interface Progress {
  /** called with the share of the records that is done, 0 to 1 */
  onProgress?: (share: number) => void;
}

export interface LockState {
  /** whether a passphrase is set */
  set: boolean;
  locked: boolean;
  /** minutes without a touch after which it locks itself; null for never */
  autoLock: number | null;
}

async function state(): Promise<LockState> {
  const record = await lockRecord();
  return {
    set: record !== null,
    locked: record !== null && (await isLocked()),
    autoLock: record?.autoLock ?? null
  };
}

/**
 * Sets a passphrase and seals everything that is stored.
 * @throws InvalidInputError if it is too short, one is set already, or a run trains
 */
async function set(passphrase: string, { onProgress = () => undefined }: Progress = {}): Promise<void> {
  await atRest();
  await setPassphrase(passphrase, onProgress);
}

/** Another passphrase for the same key: no record is written again. @throws InvalidInputError */
async function change(before: string, after: string): Promise<void> {
  await changeLock(before, after);
}

/** Opens every record and forgets the passphrase. @throws InvalidInputError if it is wrong, or a run trains */
async function remove(passphrase: string, { onProgress = () => undefined }: Progress = {}): Promise<void> {
  await atRest();
  await removePassphrase(passphrase, onProgress);
}

/** @throws InvalidInputError for a wrong passphrase */
async function unlock(passphrase: string, { onProgress = () => undefined }: Progress = {}): Promise<void> {
  await openLock(passphrase);
  await finishPending(onProgress);
}

/** Locks this page and every other, which then load anew. @throws InvalidInputError while a run trains */
async function lockNow(): Promise<void> {
  if (!(await lockRecord())) throw new InvalidInputError('Set a passphrase first.');
  await atRest();
  forgetKey();
}

/** After how many minutes without a touch it locks itself; null for never. @throws LockedError, InvalidInputError */
async function setAutoLock(minutes: number | null): Promise<void> {
  await recordKey();
  const record = await lockRecord();
  if (!record) throw new InvalidInputError('Set a passphrase first.');
  if (minutes !== null && !(minutes >= 1 && minutes <= 1440))
    throw new InvalidInputError(`It locks itself after 1 to 1440 minutes, or never; not ${minutes}.`);
  await saveLockRecord({ ...record, autoLock: minutes });
}

/** Ends the work of this page. @throws InvalidInputError while a run trains, in any page */
async function atRest(): Promise<void> {
  const { held = [] } = await navigator.locks.query();
  if (held.some(({ name }) => name?.startsWith(runLockPrefix)))
    throw new InvalidInputError('A run is training. Pause or stop it first.');
  await endConversion();
  endWorkers();
}

export const lock = { state, set, change, remove, unlock, lock: lockNow, setAutoLock };
