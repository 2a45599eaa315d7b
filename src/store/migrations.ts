/**
 * How the database of an earlier version of the app becomes today's. Step i turns version i into version i + 1, and
 * version 0 is an empty database. A step reads records in their old shape, which only it still knows.
 */
import type { IDBPDatabase, IDBPTransaction, StoreNames } from 'idb';
import type {
  ClipRecord,
  DatasetRecord,
  HistoryPoint,
  OwnvoiceSchema,
  Run,
  RunRecord,
  RunSettings,
  VoiceRecord
} from './records';

type Database = IDBPDatabase<OwnvoiceSchema>;
export type Upgrade = IDBPTransaction<OwnvoiceSchema, StoreNames<OwnvoiceSchema>[], 'versionchange'>;

/** Makes the stores. */
function create(db: Database): void {
  db.createObjectStore('datasets', { keyPath: 'id' });
  db.createObjectStore('clips', { keyPath: 'id' }).createIndex('dataset', 'dataset');
  db.createObjectStore('audio', { keyPath: 'id' });
  db.createObjectStore('sources', { keyPath: 'id' });
  db.createObjectStore('features', { keyPath: 'id' }).createIndex('dataset', 'dataset');
  db.createObjectStore('runs', { keyPath: 'id' });
  db.createObjectStore('checkpoints', { keyPath: 'run' });
  db.createObjectStore('runFiles', { keyPath: 'run' });
  db.createObjectStore('voices', { keyPath: 'id' });
  db.createObjectStore('voiceFiles', { keyPath: 'id' });
  db.createObjectStore('settings', { keyPath: 'key' });
}

/** A run as version 2 stored it: one record, written whole at every step. */
type SecondRun = Omit<Run, 'version' | 'note'> & { version: 2 };
/** A run as version 1 stored it: two networks, trained one after the other. */
type FirstRun = Omit<SecondRun, 'version' | 'base' | 'settings' | 'history'> & {
  version: 1;
  settings: Omit<RunSettings, 'earlyStopping'>;
  history: {
    phase: 'acoustic model' | 'vocoder';
    epoch: number;
    step: number;
    loss: number;
    heldOut?: Record<'mel' | 'f0' | 'voicing' | 'aligner' | 'duration' | 'pitch' | 'total', number>;
  }[];
};
/** A run as version 4 of the database stored it: it could not tell what happened on the way. */
type ThirdRun = Omit<RunRecord, 'version' | 'note'> & { version: 3 };
type FirstClip = Omit<ClipRecord, 'version' | 'hash' | 'edit' | 'excluded' | 'reviewed'> & { version: 1 };
type FirstDataset = Omit<DatasetRecord, 'version' | 'consent'> & { version: 1 };
type FirstVoice = Omit<VoiceRecord, 'version' | 'base' | 'measures'> & { version: 1 };

const mustStartAnew =
  'This run began with the first base voice, which a better one has replaced, so it cannot go on. Train again with the same dataset.';

/**
 * The second base voice. Runs keep their curves; those that were not finished cannot go on and lose their checkpoint.
 * Voices of the first base go on speaking.
 */
async function secondBase(_: Database, transaction: Upgrade): Promise<void> {
  const runs = transaction.objectStore('runs');
  for (const run of (await runs.getAll()) as unknown as FirstRun[]) {
    const finished = run.state === 'completed' || run.state === 'stopped';
    const history = run.history
      .filter(({ phase }) => phase === 'acoustic model')
      .map(({ epoch, step, loss, heldOut }): HistoryPoint => {
        if (!heldOut) return { epoch, step, loss };
        const { mel, f0, voicing, aligner, total } = heldOut;
        return { epoch, step, loss, heldOut: { mel, f0, voicing, aligner, prosody: null, total } };
      });
    const second: SecondRun = {
      ...run,
      version: 2,
      base: 1,
      settings: { ...run.settings, earlyStopping: false },
      history,
      progress: null,
      ...(finished ? {} : { state: 'failed', error: mustStartAnew })
    };
    await runs.put(second as unknown as RunRecord);
  }
  await transaction.objectStore('checkpoints').clear();
  const voices = transaction.objectStore('voices');
  for (const voice of (await voices.getAll()) as unknown as FirstVoice[]) {
    const files = await transaction.objectStore('voiceFiles').get(voice.id);
    await voices.put({ ...voice, version: 2, base: files?.weights ? 1 : null, measures: null });
  }
}

/** Curves and logs move to a store that is appended to. */
async function gainsApart(db: Database, transaction: Upgrade): Promise<void> {
  const gains = db.createObjectStore('runGains', { autoIncrement: true });
  gains.createIndex('run', 'run');
  const runs = transaction.objectStore('runs');
  for (const { history, log, ...run } of (await runs.getAll()) as unknown as SecondRun[]) {
    await runs.put({ ...run, version: 3 } satisfies ThirdRun as unknown as RunRecord);
    await gains.add({ run: run.id, pointsBefore: 0, linesBefore: 0, points: history, lines: log });
  }
}

/** Clips get a hash, an edit and reviewed findings, datasets a consent; checks and replaced decodes get stores. */
async function repairs(db: Database, transaction: Upgrade): Promise<void> {
  db.createObjectStore('checks', { keyPath: 'id' }).createIndex('dataset', 'dataset');
  const replaced = db.createObjectStore('replacedAudio', { autoIncrement: true });
  replaced.createIndex('dataset', 'dataset');
  replaced.createIndex('clip', 'clip');
  const clips = transaction.objectStore('clips');
  for (const clip of (await clips.getAll()) as unknown as FirstClip[])
    await clips.put({ ...clip, version: 2, hash: null, edit: null, excluded: false, reviewed: [] });
  const datasets = transaction.objectStore('datasets');
  for (const dataset of (await datasets.getAll()) as unknown as FirstDataset[])
    await datasets.put({ ...dataset, version: 2, consent: null });
}

/** Runs can tell what happened on the way. */
async function notes(_: Database, transaction: Upgrade): Promise<void> {
  const runs = transaction.objectStore('runs');
  for (const run of (await runs.getAll()) as unknown as ThirdRun[])
    await runs.put({ ...run, version: 4, note: null });
}

/** How a voice sounded after each epoch of its run. */
function takes(db: Database): void {
  db.createObjectStore('takes', { keyPath: ['run', 'epoch'] });
}

export const migrations: ((db: Database, transaction: Upgrade) => void | Promise<void>)[] = [
  create,
  secondBase,
  gainsApart,
  repairs,
  notes,
  takes
];
