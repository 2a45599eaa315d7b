/** Datasets. A deleted dataset stays until it is purged, so that the deletion can be undone. */
import { audioConfig } from '../config';
import { InvalidInputError, NotFoundError } from '../errors';
import type { Language } from '../languages';
import { announce } from './changes';
import { isUsed, usedSamples } from './clipEdit';
import { database } from './database';
import { pendingTranscriptsKey } from './pendingTranscripts';
import { ownTextKey } from './ownText';
import type { ClipRecord, Consent, DatasetRecord } from './records';

/** A dataset and what its clips add up to. */
export interface DatasetSummary {
  id: string;
  accent: Language;
  /** ms since the epoch */
  created: number;
  clips: number;
  /** clips that are converted */
  ready: number;
  /** ready clips without a transcript */
  untranscribed: number;
  failed: number;
  /** clips that wait for conversion or are in it */
  working: number;
  /** of audio in the clips that are used */
  seconds: number;
  /** who allowed it to become a voice, or null */
  consent: Consent | null;
}

const maxNameLength = 64;
/** Where `settings` has what belongs to a dataset. */
const settingKeys = [pendingTranscriptsKey, ownTextKey];

/** Where the spoken consent of a dataset is kept in `audio`: no clip can be called so. */
export function consentId(dataset: string): string {
  return `${dataset}//consent`;
}

/**
 * The name a dataset gets for what was typed: letters, digits, - and _ stay, accents are taken off letters, any
 * other run becomes one _. Empty when nothing is left.
 */
export function sanitisedName(typed: string): string {
  return typed
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .replace(/[^A-Za-z0-9_-]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, maxNameLength);
}

function checkedName(typed: string): string {
  const name = sanitisedName(typed);
  if (name === '')
    throw new InvalidInputError(
      `A dataset's name needs a letter or a digit; "${typed.trim().slice(0, maxNameLength)}" has none.`
    );
  return name;
}

/**
 * Makes an empty dataset; its id is what became of the name (see sanitisedName).
 * @throws InvalidInputError if nothing is left of the name, it is taken, or eSpeak NG has no such voice
 */
export async function createDataset(typed: string, accent: Language): Promise<DatasetRecord> {
  const id = checkedName(typed);
  // Loaded when it is needed: most visits make no dataset.
  const { checkedLanguage } = await import('../espeakVoices');
  checkedLanguage(accent);
  await assertFree(id);
  const record: DatasetRecord = {
    version: 2,
    id,
    accent,
    created: Date.now(),
    consent: null,
    deleted: null
  };
  await (await database()).put('datasets', record);
  announce({ of: 'datasets' });
  return record;
}

/** A deleted dataset gives its name up for good. */
async function assertFree(id: string): Promise<void> {
  const db = await database();
  // Names that differ in case only are one name to Windows and macOS, where exports are unpacked.
  const taken = (await db.getAll('datasets')).find((d) => d.id.toLowerCase() === id.toLowerCase());
  if (taken?.deleted === null)
    throw new InvalidInputError(`There is already a dataset called "${taken.id}". Choose another name.`);
  if (taken) await removeForGood(taken.id);
}

/** @throws NotFoundError if there is no such dataset, or it is deleted */
export async function getDataset(id: string): Promise<DatasetRecord> {
  const record = await (await database()).get('datasets', id);
  if (!record || record.deleted !== null) throw missing(id);
  return record;
}

/** Every dataset that is not deleted, the newest first. */
export async function listDatasets(): Promise<DatasetSummary[]> {
  const transaction = (await database()).transaction(['datasets', 'clips']);
  const [records, clips] = await Promise.all([
    transaction.objectStore('datasets').getAll(),
    transaction.objectStore('clips').getAll()
  ]);
  const ofDataset = new Map<string, ClipRecord[]>(records.map((record) => [record.id, []]));
  for (const clip of clips) if (clip.deleted === null) ofDataset.get(clip.dataset)?.push(clip);
  return records
    .filter((record) => record.deleted === null)
    .map((record) => summary(record, ofDataset.get(record.id) ?? []))
    .sort((a, b) => b.created - a.created);
}

function summary({ id, accent, created, consent }: DatasetRecord, clips: ClipRecord[]): DatasetSummary {
  const ready = clips.filter((clip) => clip.state === 'ready');
  const failed = clips.filter((clip) => clip.state === 'failed').length;
  return {
    id,
    accent,
    created,
    clips: clips.length,
    ready: ready.length,
    untranscribed: ready.filter((clip) => clip.transcript === '').length,
    failed,
    working: clips.length - ready.length - failed,
    seconds: clips.filter(isUsed).reduce((sum, clip) => sum + usedSamples(clip), 0) / audioConfig.sampleRate,
    consent
  };
}

/** Hides a dataset until `restoreDataset` or `purgeDatasets`. @throws NotFoundError */
export async function deleteDataset(id: string): Promise<void> {
  const record = await getDataset(id);
  await (await database()).put('datasets', { ...record, deleted: Date.now() });
  announce({ of: 'datasets' });
}

/** Undoes `deleteDataset`. @throws NotFoundError if it is gone for good */
export async function restoreDataset(id: string): Promise<DatasetRecord> {
  const db = await database();
  const record = await db.get('datasets', id);
  if (!record) throw missing(id);
  const restored = { ...record, deleted: null };
  await db.put('datasets', restored);
  announce({ of: 'datasets' });
  return restored;
}

/** Removes the datasets that were deleted at or before a time, with all their clips. Returns their ids. */
export async function purgeDatasets(deletedUntil: number = Date.now()): Promise<string[]> {
  const records = await (await database()).getAll('datasets');
  const gone = records
    .filter(({ deleted }) => deleted !== null && deleted <= deletedUntil)
    .map(({ id }) => id);
  for (const id of gone) await removeForGood(id);
  return gone;
}

async function removeForGood(id: string): Promise<void> {
  const transaction = (await database()).transaction(
    ['datasets', 'clips', 'audio', 'sources', 'features', 'checks', 'replacedAudio', 'settings'],
    'readwrite'
  );
  const clips = await transaction.objectStore('clips').index('dataset').getAllKeys(id);
  const features = await transaction.objectStore('features').index('dataset').getAllKeys(id);
  const replaced = await transaction.objectStore('replacedAudio').index('dataset').getAllKeys(id);
  const clipStores = ['clips', 'audio', 'sources', 'checks'] as const;
  await Promise.all([
    ...clips.flatMap((clip) => clipStores.map((store) => transaction.objectStore(store).delete(clip))),
    ...features.map((feature) => transaction.objectStore('features').delete(feature)),
    ...replaced.map((key) => transaction.objectStore('replacedAudio').delete(key)),
    transaction.objectStore('audio').delete(consentId(id)),
    ...settingKeys.map((key) => transaction.objectStore('settings').delete(key(id))),
    transaction.objectStore('datasets').delete(id),
    transaction.done
  ]);
  announce({ of: 'datasets' });
}

/**
 * Gives a dataset another name, in one transaction: its clips and their audio move along, and its runs point to it.
 * Prepared features and checks are made anew when next needed.
 * @throws InvalidInputError if the name is taken or empty, or while clips are converted or a run trains on it
 */
export async function renameDataset(id: string, typed: string): Promise<DatasetRecord> {
  const record = await getDataset(id);
  const name = checkedName(typed);
  if (name === id) return record;
  if (name.toLowerCase() !== id.toLowerCase()) await assertFree(name);
  const transaction = (await database()).transaction(
    ['datasets', 'clips', 'audio', 'sources', 'features', 'checks', 'replacedAudio', 'runs', 'settings'],
    'readwrite'
  );
  const clips = await transaction.objectStore('clips').index('dataset').getAll(id);
  const runs = (await transaction.objectStore('runs').getAll()).filter((run) => run.dataset === id);
  const converting = clips.some((clip) => clip.state === 'waiting' || clip.state === 'converting');
  if (converting || runs.some((run) => run.state === 'training')) {
    await transaction.done;
    throw new InvalidInputError(
      `"${id}" cannot be renamed while ${converting ? 'its clips are converted' : 'a run trains on it'}. Try again when that is done.`
    );
  }
  const writes: Promise<unknown>[] = [];
  for (const clip of clips) {
    const moved = `${name}/${clip.name}`;
    const audio = await transaction.objectStore('audio').get(clip.id);
    const source = await transaction.objectStore('sources').get(clip.id);
    if (audio) writes.push(transaction.objectStore('audio').put({ ...audio, id: moved }));
    if (source) writes.push(transaction.objectStore('sources').put({ ...source, id: moved }));
    writes.push(transaction.objectStore('clips').put({ ...clip, id: moved, dataset: name }));
    for (const store of ['clips', 'audio', 'sources', 'features', 'checks'] as const)
      writes.push(transaction.objectStore(store).delete(clip.id));
  }
  for await (const cursor of transaction.objectStore('replacedAudio').index('dataset').iterate(id)) {
    const earlier = cursor.value.record;
    const moved = `${name}/${earlier.name}`;
    await cursor.update({
      ...cursor.value,
      clip: moved,
      dataset: name,
      record: { ...earlier, id: moved, dataset: name }
    });
  }
  const statement = await transaction.objectStore('audio').get(consentId(id));
  if (statement) writes.push(transaction.objectStore('audio').put({ ...statement, id: consentId(name) }));
  writes.push(transaction.objectStore('audio').delete(consentId(id)));
  for (const run of runs) writes.push(transaction.objectStore('runs').put({ ...run, dataset: name }));
  const settings = transaction.objectStore('settings');
  for (const key of settingKeys) {
    const setting = await settings.get(key(id));
    if (setting) writes.push(settings.put({ ...setting, key: key(name) }), settings.delete(key(id)));
  }
  const renamed = { ...record, id: name };
  await Promise.all([
    ...writes,
    transaction.objectStore('datasets').delete(id),
    transaction.objectStore('datasets').put(renamed),
    transaction.done
  ]);
  announce({ of: 'datasets' });
  announce({ of: 'runs', written: null });
  return renamed;
}

function missing(id: string): NotFoundError {
  return new NotFoundError(`There is no dataset called "${id}" on this device.`);
}
