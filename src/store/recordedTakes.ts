/** Recordings made in the app: each becomes a clip that waits for its conversion, complete in one transaction. */
import { announceClip } from './changes';
import { database } from './database';
import { getDataset } from './datasets';
import type { ClipEdit, ClipRecord } from './records';

/** A recording with all that is known of it. */
export interface TakeFile {
  file: Blob;
  /** what was read aloud */
  transcript: string;
  /** where the speech is in what the file will be converted to */
  edit: ClipEdit | null;
}

/**
 * Stores a take as a new clip, `take-001` and so on.
 * @returns the clip's id: convert it
 * @throws NotFoundError if there is no such dataset
 */
export async function addTake(dataset: string, { file, transcript, edit }: TakeFile): Promise<string> {
  await getDataset(dataset);
  const transaction = (await database()).transaction(['clips', 'sources'], 'readwrite');
  const clips = transaction.objectStore('clips');
  const name = freeName(dataset, await clips.index('dataset').getAllKeys(dataset));
  const clip: ClipRecord = {
    version: 2,
    id: `${dataset}/${name}`,
    dataset,
    name,
    fileName: `${name}.wav`,
    bytes: file.size,
    state: 'waiting',
    transcript,
    problem: null,
    samples: 0,
    hash: null,
    edit,
    excluded: false,
    reviewed: [],
    added: Date.now(),
    deleted: null
  };
  await Promise.all([
    clips.put(clip),
    transaction.objectStore('sources').put({ id: clip.id, file }),
    transaction.done
  ]);
  announceClip(clip.id);
  return clip.id;
}

/** The name behind the last take's, also of those that were removed: what is gone can still come back. */
function freeName(dataset: string, ids: readonly string[]): string {
  const numbers = ids.map((id) => Number(/^take-(\d+)$/.exec(id.slice(dataset.length + 1))?.[1] ?? 0));
  return `take-${String(Math.max(0, ...numbers) + 1).padStart(3, '0')}`;
}
