/** The steps of a clip's conversion, each a transaction: a kill between two leaves the clip to be found again. */
import { announceClip } from './changes';
import { database } from './database';
import type { ClipRecord } from './records';

/** What is to be converted. */
export interface ConversionSource {
  fileName: string;
  file: Blob;
}

/** Ids of the clips that wait for conversion or whose conversion was cut short; of one dataset, or of all. */
export async function unfinishedClips(dataset?: string): Promise<string[]> {
  const db = await database();
  const clips = await (dataset === undefined
    ? db.getAll('clips')
    : db.getAllFromIndex('clips', 'dataset', dataset));
  return clips
    .filter((clip) => clip.deleted === null && (clip.state === 'waiting' || clip.state === 'converting'))
    .map((clip) => clip.id);
}

/** Marks a clip as converting and returns its file; null if it is no longer to be converted. */
export async function startConversion(id: string): Promise<ConversionSource | null> {
  const transaction = (await database()).transaction(['clips', 'sources'], 'readwrite');
  const clip = await transaction.objectStore('clips').get(id);
  const source = await transaction.objectStore('sources').get(id);
  const unfinished = clip?.state === 'waiting' || clip?.state === 'converting';
  if (!clip || !source || !unfinished || clip.deleted !== null) return null;
  await Promise.all([
    transaction.objectStore('clips').put({ ...clip, state: 'converting', problem: null }),
    transaction.done
  ]);
  announceClip(id);
  return { fileName: clip.fileName, file: source.file };
}

/**
 * Stores a clip's audio in place of its file. A clip that was purged meanwhile stays gone, and one that got another
 * file meanwhile waits for its own conversion.
 * @param pcm 22 050 Hz mono
 */
export async function finishConversion(id: string, pcm: Float32Array<ArrayBuffer>): Promise<void> {
  const transaction = (await database()).transaction(['clips', 'sources', 'audio'], 'readwrite');
  const clip = await transaction.objectStore('clips').get(id);
  if (clip?.state !== 'converting') return;
  await Promise.all([
    transaction.objectStore('audio').put({ id, pcm }),
    transaction.objectStore('sources').delete(id),
    transaction.objectStore('clips').put({ ...clip, state: 'ready', problem: null, samples: pcm.length }),
    transaction.done
  ]);
  announceClip(id);
}

/**
 * Marks a clip whose conversion began as failed, with the reason; its file is kept, so that it can be tried again. One
 * that got another file meanwhile is left alone.
 */
export async function failConversion(id: string, problem: string): Promise<void> {
  await changeState(id, (clip) =>
    clip.state === 'converting' ? { ...clip, state: 'failed', problem } : clip
  );
}

/** Marks a clip as failed that could not even be begun, with the reason. */
export async function refuseConversion(id: string, problem: string): Promise<void> {
  await changeState(id, (clip) =>
    clip.state === 'waiting' || clip.state === 'converting' ? { ...clip, state: 'failed', problem } : clip
  );
}

/** Lets a cancelled clip wait again. */
export async function postponeConversion(id: string): Promise<void> {
  await changeState(id, (clip) => (clip.state === 'converting' ? { ...clip, state: 'waiting' } : clip));
}

/** Lets a failed clip wait for another conversion; false if its file is not there any more. */
export async function retryConversion(id: string): Promise<boolean> {
  const db = await database();
  if ((await db.getKey('sources', id)) === undefined) return false;
  await changeState(id, (clip) =>
    clip.state === 'failed' ? { ...clip, state: 'waiting', problem: null } : clip
  );
  return true;
}

async function changeState(id: string, update: (clip: ClipRecord) => ClipRecord): Promise<void> {
  const transaction = (await database()).transaction('clips', 'readwrite');
  const clip = await transaction.store.get(id);
  if (!clip) return;
  await Promise.all([transaction.store.put(update(clip)), transaction.done]);
  announceClip(id);
}
