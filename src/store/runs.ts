/** Runs, their checkpoints and the files that remain of them. */
import { NotFoundError } from '../errors';
import {
  database,
  type CheckpointRecord,
  type RunFilesRecord,
  type RunRecord,
  type RunSettings
} from './database';

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
    version: 2,
    id: `${dataset}_${timestamp(time)}`,
    dataset,
    base: 2,
    settings,
    state: 'pending',
    progress: null,
    history: [],
    bestLoss: null,
    backend: null,
    log: [],
    skipped: [],
    error: null,
    created,
    finished: null,
    voice: null
  };
  await Promise.all([transaction.store.add(run), transaction.done]);
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

/** Told after a run's record was written. */
export type RunListener = (run: RunRecord) => void;

/** A run, or undefined if there is none of this id. */
export async function getRun(id: string): Promise<RunRecord | undefined> {
  return (await database()).get('runs', id);
}

/** Every run, in no particular order. */
export async function listRuns(): Promise<RunRecord[]> {
  return (await database()).getAll('runs');
}

/**
 * Writes a run as it stands. Committed at once: a transaction left to end by itself stays open as long as the worker
 * is in a training step, and the page's reading waits for it.
 */
export async function saveRun(run: RunRecord): Promise<void> {
  const transaction = (await database()).transaction('runs', 'readwrite');
  const written = transaction.store.put(run);
  transaction.commit();
  await Promise.all([written, transaction.done]);
}

/** Deletes a run with its checkpoint and files; a voice made of it stays. */
export async function deleteRun(id: string): Promise<void> {
  const transaction = (await database()).transaction(['runs', 'checkpoints', 'runFiles'], 'readwrite');
  await Promise.all([
    transaction.objectStore('runs').delete(id),
    transaction.objectStore('checkpoints').delete(id),
    transaction.objectStore('runFiles').delete(id),
    transaction.done
  ]);
}

/** Writes a checkpoint and the run's record in one transaction, so that they never tell different stories. */
export async function saveCheckpoint(run: RunRecord, checkpoint: CheckpointRecord): Promise<void> {
  const transaction = (await database()).transaction(['runs', 'checkpoints'], 'readwrite');
  const written = [
    transaction.objectStore('runs').put(run),
    transaction.objectStore('checkpoints').put(checkpoint)
  ];
  transaction.commit();
  await Promise.all([...written, transaction.done]);
}

/** The last checkpoint of a run, or undefined before the first. */
export async function getCheckpoint(run: string): Promise<CheckpointRecord | undefined> {
  return (await database()).get('checkpoints', run);
}

/** Ends a run: its files stay, its checkpoint goes. */
export async function finishRun(run: RunRecord, files: RunFilesRecord): Promise<void> {
  const transaction = (await database()).transaction(['runs', 'checkpoints', 'runFiles'], 'readwrite');
  await Promise.all([
    transaction.objectStore('runs').put(run),
    transaction.objectStore('runFiles').put(files),
    transaction.objectStore('checkpoints').delete(run.id),
    transaction.done
  ]);
}

/** What remains of a finished run, or undefined. */
export async function getRunFiles(run: string): Promise<RunFilesRecord | undefined> {
  return (await database()).get('runFiles', run);
}
