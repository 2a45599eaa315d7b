/** Clips of a dataset. A removed clip stays until it is purged, so that the removal can be undone. */
import type { IDBPObjectStore, StoreNames } from 'idb';
import { importConfig } from '../config';
import { NotFoundError } from '../errors';
import { announceClip } from './changes';
import { applyEdit } from './clipEdit';
import { clipName, fileNameOf } from './clipName';
import { database } from './database';
import type { ClipRecord, OwnvoiceSchema } from './records';
import { getDataset } from './datasets';
import { pendingTranscripts } from './pendingTranscripts';

/** A recording as it was dropped. */
export interface DroppedFile {
  /** with or without a folder */
  name: string;
  file: Blob;
}

/** What became of dropped recordings. */
export interface AddedClips {
  /** ids of the new clips; those that can be converted wait for it */
  ids: string[];
  /** a sentence for each file that was not taken */
  refused: string[];
}

/**
 * Stores recordings; each waits for its conversion. A file whose clip had failed takes that clip's place, and its
 * transcript; one whose name is taken is refused. Every file has a transaction of its own: what is stored stays.
 * @throws NotFoundError if there is no such dataset
 */
export async function addFiles(dataset: string, files: readonly DroppedFile[]): Promise<AddedClips> {
  await getDataset(dataset);
  const transcripts = await pendingTranscripts(dataset);
  const result: AddedClips = { ids: [], refused: [] };
  for (const { name: path, file } of files) {
    const name = clipName(path);
    const id = `${dataset}/${name}`;
    const fileName = fileNameOf(path);
    const transaction = (await database()).transaction(
      ['clips', 'sources', 'audio', 'replacedAudio'],
      'readwrite'
    );
    const clips = transaction.objectStore('clips');
    const before = await clips.get(id);
    if (before && before.deleted === null && before.state !== 'failed') {
      await transaction.done;
      result.refused.push(
        `${fileName} was left out: there is already a clip called "${name}". Remove that one first, or rename the file.`
      );
      continue;
    }
    const problem = sizeProblem(file.size);
    const clip: ClipRecord = {
      version: 2,
      id,
      dataset,
      name,
      fileName,
      bytes: file.size,
      state: problem ? 'failed' : 'waiting',
      transcript: before?.deleted === null ? before.transcript : (transcripts.get(name) ?? ''),
      problem,
      samples: 0,
      hash: null,
      edit: null,
      excluded: false,
      reviewed: [],
      // Two files of one name are told apart by it.
      added: Math.max(Date.now(), (before?.added ?? 0) + 1),
      deleted: null
    };
    const sources = transaction.objectStore('sources');
    await Promise.all([
      clips.put(clip),
      transaction.objectStore('audio').delete(id),
      ...(before?.deleted === null ? [] : [forgetReplaced(transaction.objectStore('replacedAudio'), id)]),
      problem ? sources.delete(id) : sources.put({ id, file }),
      transaction.done
    ]);
    result.ids.push(id);
    announceClip(id);
  }
  return result;
}

function sizeProblem(bytes: number): string | null {
  if (bytes === 0) return 'This file is empty: it has 0 bytes. Export or copy the recording again.';
  if (bytes <= importConfig.maxFileBytes) return null;
  return `This file has ${Math.ceil(bytes / 1e6)} MB; a recording may have at most ${importConfig.maxFileBytes / 1e6} MB. Cut it into sentences, or save it as MP3.`;
}

/** The clips of a dataset that are not removed, by name ("clip 2" before "clip 10"). */
export async function listClips(dataset: string): Promise<ClipRecord[]> {
  const clips = await (await database()).getAllFromIndex('clips', 'dataset', dataset);
  return clips
    .filter((clip) => clip.deleted === null)
    .sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
}

/** @throws NotFoundError if there is no such clip, or it is removed */
export async function getClip(id: string): Promise<ClipRecord> {
  const clip = await (await database()).get('clips', id);
  if (!clip || clip.deleted !== null) throw missing(id);
  return clip;
}

/** The whole decode of a clip, as recorded: 22 050 Hz mono. @throws NotFoundError if there is none */
export async function readAudio(id: string): Promise<Float32Array<ArrayBuffer>> {
  const audio = await (await database()).get('audio', id);
  if (!audio) throw new NotFoundError(`The clip ${id} has no audio on this device (yet).`);
  return audio.pcm;
}

/** What is used of a clip, at its gain: 22 050 Hz mono. @throws NotFoundError if there is none */
export async function readUsedAudio({
  id,
  edit
}: Pick<ClipRecord, 'id' | 'edit'>): Promise<Float32Array<ArrayBuffer>> {
  return applyEdit(await readAudio(id), edit);
}

/** Writes what a clip says; white space is evened out. @throws NotFoundError */
export async function setTranscript(id: string, transcript: string): Promise<void> {
  await changeClips([id], (clip) => ({ ...clip, transcript: transcript.replace(/\s+/g, ' ').trim() }));
}

/** Hides clips until `restoreClips` or `purgeClips`. @throws NotFoundError */
export async function removeClips(ids: readonly string[]): Promise<void> {
  await changeClips(ids, (clip) => ({ ...clip, deleted: Date.now() }));
}

/** Undoes `removeClips`. @throws NotFoundError if one is gone for good */
export async function restoreClips(ids: readonly string[]): Promise<void> {
  await changeClips(ids, (clip) => ({ ...clip, deleted: null }));
}

/** Removes the clips that were removed at or before a time, with their audio and features. Returns their ids. */
export async function purgeClips(removedUntil: number = Date.now()): Promise<string[]> {
  const stores = ['clips', 'audio', 'sources', 'features', 'checks'] as const;
  const transaction = (await database()).transaction([...stores, 'replacedAudio'], 'readwrite');
  const clips = await transaction.objectStore('clips').getAll();
  const gone = clips
    .filter(({ deleted }) => deleted !== null && deleted <= removedUntil)
    .map((clip) => clip.id);
  const replaced = transaction.objectStore('replacedAudio');
  await Promise.all([
    ...gone.flatMap((id) => stores.map((store) => transaction.objectStore(store).delete(id))),
    ...gone.map((id) => forgetReplaced(replaced, id)),
    transaction.done
  ]);
  for (const id of gone) announceClip(id);
  return gone;
}

/** Deletes the recordings that a clip had before, within a transaction. */
async function forgetReplaced(
  store: IDBPObjectStore<OwnvoiceSchema, ArrayLike<StoreNames<OwnvoiceSchema>>, 'replacedAudio', 'readwrite'>,
  clip: string
): Promise<void> {
  for (const key of await store.index('clip').getAllKeys(clip)) await store.delete(key);
}

/**
 * Reads, changes and writes clips in one transaction: all or none.
 * @param update may throw, and then nothing is written
 * @returns the clips as they were
 * @throws NotFoundError
 */
export async function changeClips(
  ids: readonly string[],
  update: (clip: ClipRecord) => ClipRecord
): Promise<ClipRecord[]> {
  const transaction = (await database()).transaction('clips', 'readwrite');
  const before: ClipRecord[] = [];
  for (const id of ids) {
    const clip = await transaction.store.get(id);
    if (!clip) throw missing(id);
    before.push(clip);
  }
  const changed = before.map(update);
  await Promise.all([...changed.map((clip) => transaction.store.put(clip)), transaction.done]);
  for (const id of ids) announceClip(id);
  return before;
}

/** There is no clip of this id, or it was removed. */
export function missing(id: string): NotFoundError {
  return new NotFoundError(`There is no clip "${id}" on this device.`);
}
