/** Voices and their files. A deleted voice stays until it is purged, so that the deletion can be undone. */
import type { IDBPObjectStore, StoreNames } from 'idb';
import { InvalidInputError, NotFoundError } from '../errors';
import { announce } from './changes';
import { database } from './database';
import { pronunciationsKey } from './pronunciations';
import type { OwnvoiceSchema, VoiceFilesRecord, VoiceRecord } from './records';

/** A voice that is not stored yet. */
export type NewVoice = Omit<VoiceRecord, 'version' | 'id' | 'created' | 'deleted'> &
  Omit<VoiceFilesRecord, 'id'>;

/** A voice that a run made. */
export type NewTrainedVoice = NewVoice & { weights: Uint8Array<ArrayBuffer> };

type VoiceStore<Name extends 'voices' | 'voiceFiles'> = IDBPObjectStore<
  OwnvoiceSchema,
  ArrayLike<StoreNames<OwnvoiceSchema>>,
  Name,
  'readwrite'
>;

const maxNameLength = 100;

function checkedName(name: string): string {
  const trimmed = name.replace(/\s+/g, ' ').trim();
  if (trimmed === '' || trimmed.length > maxNameLength)
    throw new InvalidInputError(
      `A voice's name has 1 to ${maxNameLength} characters; this one has ${trimmed.length}.`
    );
  return trimmed;
}

/**
 * Stores a voice: its record and its files in one transaction. Its id is its stem, with a number behind it where
 * the stem is taken, and never changes.
 * @throws InvalidInputError if the name is empty or too long
 */
export async function saveVoice(voice: NewVoice): Promise<VoiceRecord> {
  checkedName(voice.name);
  const transaction = (await database()).transaction(['voices', 'voiceFiles'], 'readwrite');
  const [record] = await Promise.all([
    addVoice(transaction.objectStore('voices'), transaction.objectStore('voiceFiles'), voice),
    transaction.done
  ]);
  announce({ of: 'voices' });
  return record;
}

/** What `saveVoice` does, as a part of a transaction whose maker announces it. @throws InvalidInputError */
export async function addVoice(
  voices: VoiceStore<'voices'>,
  voiceFiles: VoiceStore<'voiceFiles'>,
  voice: NewVoice
): Promise<VoiceRecord> {
  const { onnx, config, weights, about, ...facts } = voice;
  const name = checkedName(voice.name);
  const taken = new Set(await voices.getAllKeys());
  let id = voice.stem;
  for (let n = 2; taken.has(id); n++) id = `${voice.stem}-${n}`;
  const record: VoiceRecord = { ...facts, version: 2, id, name, created: Date.now(), deleted: null };
  await Promise.all([voices.add(record), voiceFiles.add({ id, onnx, config, weights, about })]);
  return record;
}

/** All voices that are not deleted, the newest first. */
export async function listVoices(): Promise<VoiceRecord[]> {
  const voices = await (await database()).getAll('voices');
  return voices.filter((voice) => voice.deleted === null).sort((a, b) => b.created - a.created);
}

/** @throws NotFoundError if there is no such voice, or it is deleted */
export async function getVoice(id: string): Promise<VoiceRecord> {
  const voice = await (await database()).get('voices', id);
  if (!voice || voice.deleted !== null) throw missing(id);
  return voice;
}

/** @throws NotFoundError if there is no such voice, or it is deleted */
export async function getVoiceFiles(id: string): Promise<VoiceFilesRecord> {
  await getVoice(id);
  const files = await (await database()).get('voiceFiles', id);
  if (!files) throw missing(id);
  return files;
}

/**
 * Gives a voice another name. Its id and the names of its files stay.
 * @throws NotFoundError, InvalidInputError
 */
export async function renameVoice(id: string, name: string): Promise<VoiceRecord> {
  const checked = checkedName(name);
  return change(id, (voice) => ({ ...voice, name: checked }));
}

/** Hides a voice until `restoreVoice` or `purgeVoices`. @throws NotFoundError */
export async function deleteVoice(id: string): Promise<void> {
  await change(id, (voice) => ({ ...voice, deleted: Date.now() }));
}

/** Undoes `deleteVoice`. @throws NotFoundError if the voice is gone for good */
export async function restoreVoice(id: string): Promise<VoiceRecord> {
  return change(id, (voice) => ({ ...voice, deleted: null }));
}

/** Removes the voices that were deleted at or before a time, with their files. Returns their ids. */
export async function purgeVoices(deletedUntil: number = Date.now()): Promise<string[]> {
  const db = await database();
  const transaction = db.transaction(['voices', 'voiceFiles', 'settings'], 'readwrite');
  const voices = await transaction.objectStore('voices').getAll();
  const gone = voices
    .filter(({ deleted }) => deleted !== null && deleted <= deletedUntil)
    .map((voice) => voice.id);
  await Promise.all([
    ...gone.flatMap((id) => [
      transaction.objectStore('voices').delete(id),
      transaction.objectStore('voiceFiles').delete(id),
      transaction.objectStore('settings').delete(pronunciationsKey(id))
    ]),
    transaction.done
  ]);
  announce({ of: 'voices' });
  return gone;
}

/** Reads, changes and writes one record in one transaction. */
async function change(id: string, update: (voice: VoiceRecord) => VoiceRecord): Promise<VoiceRecord> {
  const transaction = (await database()).transaction('voices', 'readwrite');
  const voice = await transaction.store.get(id);
  if (!voice) throw missing(id);
  const updated = update(voice);
  await Promise.all([transaction.store.put(updated), transaction.done]);
  announce({ of: 'voices' });
  return updated;
}

function missing(id: string): NotFoundError {
  return new NotFoundError(`There is no voice "${id}" on this device.`);
}
