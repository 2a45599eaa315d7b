/** Runs, their checkpoints and the files that remain of them. */
import type { IDBPObjectStore, StoreNames } from 'idb';
import { NotFoundError } from '../errors';
import { announce } from './changes';
import { database, rawDatabase } from './database';
import type {
  CheckpointRecord,
  Database,
  OwnvoiceSchema,
  Run,
  RunFilesRecord,
  RunGain,
  RunRecord,
  RunSettings
} from './records';
import { takesOf } from './takes';
import { addVoice, type NewVoice } from './voices';

type GainStore = IDBPObjectStore<
  OwnvoiceSchema,
  ArrayLike<StoreNames<OwnvoiceSchema>>,
  'runGains',
  'readwrite'
>;

/** The Web Lock that whoever trains a run holds as long as it lives. */
export const runLockPrefix = 'ownvoice-run-';

/**
 * Stores a new run, pending, under `<dataset>_<YYYYMMDDHHmmss>` in local time; a second one within the same second
 * takes the next free second.
 * @throws NotFoundError if there is no such dataset
 */
export async function createRun(dataset: string, settings: RunSettings): Promise<RunRecord> {
  const db = await database();
  if (!(await db.get('datasets', dataset)))
    throw new NotFoundError(`There is no dataset called "${dataset}".`);
  const transaction = db.transaction('runs', 'readwrite');
  const taken = new Set(await transaction.store.getAllKeys());
  const created = Date.now();
  let time = created;
  while (taken.has(`${dataset}_${timestamp(time)}`)) time += 1000;
  const run: RunRecord = {
    version: 4,
    id: `${dataset}_${timestamp(time)}`,
    dataset,
    base: 2,
    settings,
    state: 'pending',
    progress: null,
    bestLoss: null,
    backend: null,
    skipped: [],
    error: null,
    note: null,
    created,
    finished: null,
    voice: null
  };
  await Promise.all([transaction.store.add(run), transaction.done]);
  announce({ of: 'runs', written: null });
  return run;
}

function timestamp(time: number): string {
  const date = new Date(time);
  const parts = [
    date.getFullYear(),
    date.getMonth() + 1,
    date.getDate(),
    date.getHours(),
    date.getMinutes(),
    date.getSeconds()
  ];
  return parts.map((part) => String(part).padStart(2, '0')).join('');
}

/** A run, or undefined if there is none of this id. */
export async function getRun(id: string): Promise<Run | undefined> {
  const transaction = (await database()).transaction(['runs', 'runGains']);
  const [run, gains] = await Promise.all([
    transaction.objectStore('runs').get(id),
    transaction.objectStore('runGains').index('run').getAll(id)
  ]);
  return run && withGains(run, gains);
}

/** Every run, in no particular order, without its curves and log. */
export async function listRuns(): Promise<RunRecord[]> {
  return (await database()).getAll('runs');
}

function withGains(run: RunRecord, gains: RunGain[]): Run {
  return {
    ...run,
    history: gains.flatMap(({ points }) => points),
    log: gains.flatMap(({ lines }) => lines)
  };
}

/** The connections in which a run was found. */
const foundIn = new WeakMap<Database, Set<string>>();

/**
 * The database, with this run in it. When everything was deleted, from another tab say, the next connection is to an
 * empty one: what a worker goes on to write must not come back there. Asked once a connection, since a write that
 * reads first stays open as long as the worker is in a training step.
 * @throws NotFoundError if the run was deleted
 */
async function databaseWith(run: string): Promise<Database> {
  const db = await database();
  // Under a passphrase, each call gets a database of its own around the one connection.
  const connection = await rawDatabase();
  const found = foundIn.get(connection) ?? new Set();
  if (found.has(run)) return db;
  if ((await db.getKey('runs', run)) === undefined)
    throw new NotFoundError(`The run "${run}" was deleted while it trained.`);
  foundIn.set(connection, found.add(run));
  return db;
}

/**
 * Writes a run as it stands, and appends what it gained. Committed at once: a transaction left to end by itself stays
 * open as long as the worker is in a training step, and the page's reading waits for it.
 * @throws NotFoundError if the run was deleted
 */
export async function saveRun(run: RunRecord, gain: RunGain): Promise<void> {
  const transaction = (await databaseWith(run.id)).transaction(['runs', 'runGains'], 'readwrite');
  const written = [
    transaction.objectStore('runs').put(run),
    append(transaction.objectStore('runGains'), gain)
  ];
  transaction.commit();
  await Promise.all([...written, transaction.done]);
  announce({ of: 'runs', written: { run, gain } });
}

/**
 * Writes a checkpoint, the run's record and what it gained in one transaction: they never tell different stories.
 * @throws NotFoundError if the run was deleted
 */
export async function saveCheckpoint(
  run: RunRecord,
  gain: RunGain,
  checkpoint: CheckpointRecord
): Promise<void> {
  const transaction = (await databaseWith(run.id)).transaction(
    ['runs', 'runGains', 'checkpoints'],
    'readwrite'
  );
  const written = [
    transaction.objectStore('runs').put(run),
    append(transaction.objectStore('runGains'), gain),
    transaction.objectStore('checkpoints').put(checkpoint)
  ];
  transaction.commit();
  await Promise.all([...written, transaction.done]);
  announce({ of: 'runs', written: { run, gain } });
}

/** Sets a run back to a step: the points after it leave its curves. Returns how many are left. */
export async function rewindRun(id: string, step: number): Promise<number> {
  const transaction = (await database()).transaction('runGains', 'readwrite');
  const { points } = await gather(transaction.store, id, step);
  await transaction.done;
  return points.length;
}

/** Marks a run as failed whose worker could not do so itself. One that is gone stays gone. */
export async function failRun(id: string, error: string): Promise<void> {
  const transaction = (await database()).transaction('runs', 'readwrite');
  const run = await transaction.store.get(id);
  if (run) await transaction.store.put({ ...run, state: 'failed', error });
  await transaction.done;
  announce({ of: 'runs', written: null });
}

/** Deletes a run with its checkpoint and files; a voice made of it stays. */
export async function deleteRun(id: string): Promise<void> {
  const transaction = (await database()).transaction(
    ['runs', 'runGains', 'checkpoints', 'takes', 'runFiles'],
    'readwrite'
  );
  const gains = transaction.objectStore('runGains');
  const keys = await gains.index('run').getAllKeys(id);
  await Promise.all([
    transaction.objectStore('runs').delete(id),
    ...keys.map((key) => gains.delete(key)),
    transaction.objectStore('checkpoints').delete(id),
    transaction.objectStore('takes').delete(takesOf(id)),
    transaction.objectStore('runFiles').delete(id),
    transaction.done
  ]);
  announce({ of: 'runs', written: null });
}

/** The last checkpoint of a run, or undefined before the first. */
export async function getCheckpoint(run: string): Promise<CheckpointRecord | undefined> {
  return (await database()).get('checkpoints', run);
}

/**
 * Ends a run with its voice, in one transaction: a voice is there exactly when its run says so. The run's files stay,
 * its checkpoint goes.
 * @param run gets the id of the voice
 * @throws InvalidInputError if the voice's name is empty or too long
 * @throws NotFoundError if the run was deleted
 */
export async function finishRun(
  run: RunRecord,
  gain: RunGain,
  files: RunFilesRecord,
  voice: NewVoice
): Promise<void> {
  const transaction = (await databaseWith(run.id)).transaction(
    ['runs', 'runGains', 'checkpoints', 'runFiles', 'voices', 'voiceFiles'],
    'readwrite'
  );
  try {
    const { id } = await addVoice(
      transaction.objectStore('voices'),
      transaction.objectStore('voiceFiles'),
      voice
    );
    run.voice = id;
    const gains = transaction.objectStore('runGains');
    await append(gains, gain);
    await gather(gains, run.id, Infinity);
    await transaction.objectStore('runs').put(run);
    await transaction.objectStore('runFiles').put(files);
    await transaction.objectStore('checkpoints').delete(run.id);
    await transaction.done;
  } catch (error) {
    run.voice = null;
    // What was written before the error must not stay.
    transaction.done.catch(() => undefined);
    if (transaction.error === null) transaction.abort();
    throw error;
  }
  announce({ of: 'runs', written: { run, gain } });
  announce({ of: 'voices' });
}

/** What remains of a finished run, or undefined. */
export async function getRunFiles(run: string): Promise<RunFilesRecord | undefined> {
  return (await database()).get('runFiles', run);
}

async function append(gains: GainStore, gain: RunGain): Promise<void> {
  if (gain.points.length || gain.lines.length) await gains.add(gain);
}

/** Makes one record of what a run gained up to a step. */
async function gather(gains: GainStore, run: string, lastStep: number): Promise<RunGain> {
  const keys = await gains.index('run').getAllKeys(run);
  const parts = await gains.index('run').getAll(run);
  const whole: RunGain = {
    run,
    pointsBefore: 0,
    linesBefore: 0,
    points: parts.flatMap(({ points }) => points).filter(({ step }) => step <= lastStep),
    lines: parts.flatMap(({ lines }) => lines)
  };
  await Promise.all([...keys.map((key) => gains.delete(key)), gains.add(whole)]);
  return whole;
}
