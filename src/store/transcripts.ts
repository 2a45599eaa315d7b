/** Lists of transcripts meet clips by name, whichever of the two came first. */
import { announce } from './changes';
import { clipName } from './clipName';
import { listClips } from './clips';
import { database } from './database';
import { pendingTranscripts, pendingTranscriptsKey } from './pendingTranscripts';

/** What a list did to a dataset. */
export interface ListOutcome {
  /** clips that got their transcript from the list */
  matched: number;
  /** names in the list that no clip has; their transcripts are kept for when the files come */
  absent: string[];
  /** names of clips that still have no transcript */
  untranscribed: string[];
}

/**
 * Gives a list's transcripts to the clips that it names, in one transaction. The last of several for one clip wins.
 * @param entries file names, paths or ids, each with its text
 */
export async function addTranscripts(
  dataset: string,
  entries: readonly { file: string; text: string }[]
): Promise<ListOutcome> {
  const texts = new Map(entries.map(({ file, text }) => [clipName(file), text.replace(/\s+/g, ' ').trim()]));
  const pending = await pendingTranscripts(dataset);
  const clips = await listClips(dataset);
  const transaction = (await database()).transaction(['clips', 'settings'], 'readwrite');
  const writes: Promise<unknown>[] = [];
  for (const { id } of clips) {
    // Read again: a conversion may have ended since.
    const clip = await transaction.objectStore('clips').get(id);
    const transcript = clip && texts.get(clip.name);
    if (clip && transcript !== undefined)
      writes.push(transaction.objectStore('clips').put({ ...clip, transcript }));
  }
  const names = new Set(clips.map((clip) => clip.name));
  const absent = [...texts].filter(([name]) => !names.has(name));
  for (const [name, text] of absent) pending.set(name, text);
  writes.push(
    transaction.objectStore('settings').put({ key: pendingTranscriptsKey(dataset), value: pending })
  );
  await Promise.all([...writes, transaction.done]);
  announce({ of: 'clips', dataset, clip: null });
  return {
    matched: texts.size - absent.length,
    absent: absent.map(([name]) => name),
    untranscribed: clips.filter((clip) => !texts.has(clip.name) && clip.transcript === '').map((c) => c.name)
  };
}
