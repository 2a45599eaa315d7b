/** The page's one queue of clips to convert. */
import { listClips } from '../store/clips';
import { retryConversion, unfinishedClips } from '../store/conversion';
import type { ClipRecord } from '../store/records';
import { BadFileError } from '../errors';
import { convertPool } from '../../workers/startConverters';

type ProgressListener = (clip: string, share: number) => void;

const progressListeners = new Set<ProgressListener>();
const pool = convertPool((clip, share) => {
  for (const listener of progressListeners) listener(clip, share);
});

/** Calls back with the share of a clip that is converted, until the returned function is called. */
export function onProgress(listener: ProgressListener): () => void {
  progressListeners.add(listener);
  return () => progressListeners.delete(listener);
}

/** Converts clips and resolves with their records when each is ready or has failed. */
export async function convert(dataset: string, ids: readonly string[]): Promise<ClipRecord[]> {
  pool.add(ids);
  await pool.finished();
  const wanted = new Set(ids);
  return (await listClips(dataset)).filter((clip) => wanted.has(clip.id));
}

/**
 * Converts a failed clip again.
 * @throws BadFileError if its file was not kept
 */
export async function retry(id: string): Promise<void> {
  if (!(await retryConversion(id)))
    throw new BadFileError('The file of this clip is not here any more. Drop it again to convert it.');
  pool.add([id]);
}

/** Goes on with the clips whose conversion was cut off. */
export async function goOn(): Promise<void> {
  pool.add(await unfinishedClips());
}

/** Ends all conversion at once; what is unfinished waits for the next visit. */
export function endConversion(): Promise<void> {
  return pool.cancel();
}
