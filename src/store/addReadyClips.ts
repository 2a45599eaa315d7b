import { announceClip } from './changes';
import { database } from './database';
import { getDataset } from './datasets';
import type { ClipRecord } from './records';

/** A clip that needs no conversion. */
export interface ReadyClip {
  /** 22 050 Hz mono */
  pcm: Float32Array<ArrayBuffer>;
  transcript: string;
}

/**
 * Stores parts of a recording as new clips, all or none, each in a transaction of its own.
 * @param fileName of the whole recording
 * @param stem of their names: behind it each gets a number, from the first that is free
 * @param onStored called with the number of clips stored
 * @returns their ids
 * @throws NotFoundError if there is no such dataset
 */
export async function addReadyClips(
  dataset: string,
  fileName: string,
  stem: string,
  clips: Iterable<ReadyClip>,
  onStored: (count: number) => void | Promise<void>
): Promise<string[]> {
  await getDataset(dataset);
  const ids: string[] = [];
  let number = 0;
  try {
    for (const { pcm, transcript } of clips) {
      const transaction = (await database()).transaction(['clips', 'audio'], 'readwrite');
      const store = transaction.objectStore('clips');
      let name: string;
      do name = `${stem}-${String(++number).padStart(3, '0')}`;
      while ((await store.getKey(`${dataset}/${name}`)) !== undefined);
      const id = `${dataset}/${name}`;
      const clip: ClipRecord = {
        version: 2,
        id,
        dataset,
        name,
        fileName,
        bytes: pcm.byteLength,
        state: 'ready',
        transcript,
        problem: null,
        samples: pcm.length,
        hash: null,
        edit: null,
        excluded: false,
        reviewed: [],
        added: Date.now(),
        deleted: null
      };
      await Promise.all([
        store.put(clip),
        transaction.objectStore('audio').put({ id, pcm }),
        transaction.done
      ]);
      ids.push(id);
      announceClip(id);
      await onStored(ids.length);
    }
  } catch (error) {
    const transaction = (await database()).transaction(['clips', 'audio'], 'readwrite');
    await Promise.all([
      ...ids.flatMap((id) => [
        transaction.objectStore('clips').delete(id),
        transaction.objectStore('audio').delete(id)
      ]),
      transaction.done
    ]);
    for (const id of ids) announceClip(id);
    throw error;
  }
  return ids;
}
