/** Clips that are recorded again. What a clip was before stays in `replacedAudio`, and can be brought back. */
import { audioConfig } from '../config';
import { NotFoundError } from '../errors';
import { announceClip } from './changes';
import { usedSamples } from './clipEdit';
import { missing } from './clips';
import { database } from './database';
import type { ClipEdit, ClipRecord, ReplacedAudioRecord } from './records';

/** A recording that a clip had. */
export interface EarlierAudio {
  key: number;
  /** of what was used of it */
  seconds: number;
}

/** What a clip becomes: its fields, with its decode or a file to be converted. */
type Replacement = Pick<
  ClipRecord,
  'state' | 'samples' | 'bytes' | 'fileName' | 'hash' | 'edit' | 'reviewed'
> & {
  audio: Float32Array<ArrayBuffer> | Blob;
};

/**
 * Gives a clip another recording, whatever state it is in; its transcript stays. What it was until now is kept.
 * @param audio 22 050 Hz mono, ready at once, or a file, which waits for its conversion
 * @param edit what is used of it, once it is ready
 * @throws NotFoundError
 */
export async function replaceAudio(
  id: string,
  audio: Float32Array<ArrayBuffer> | Blob,
  edit: ClipEdit | null = null
): Promise<void> {
  await exchange(id, ({ fileName }) => {
    const file = audio instanceof Blob;
    const made = file
      ? ({ state: 'waiting', samples: 0, bytes: audio.size } as const)
      : ({ state: 'ready', samples: audio.length, bytes: audio.byteLength } as const);
    return { ...made, fileName, hash: null, edit, reviewed: [], audio };
  });
}

/** The recordings that a clip had before, the last first. */
export async function earlierAudio(id: string): Promise<EarlierAudio[]> {
  const transaction = (await database()).transaction('replacedAudio');
  const found: EarlierAudio[] = [];
  for await (const { primaryKey, value } of transaction.store.index('clip').iterate(id))
    found.unshift({ key: primaryKey, seconds: usedSamples(value.record) / audioConfig.sampleRate });
  return found;
}

/**
 * Gives a clip an earlier recording back, as it was used then. What the clip is now is kept in turn: done twice, it
 * changes nothing.
 * @param key of `earlierAudio`; the last by default
 * @throws NotFoundError if there is no such clip, or it had no other recording
 */
export async function bringBackAudio(id: string, key?: number): Promise<void> {
  await exchange(id, ({ name }, earlier) => {
    const wanted = key ?? Math.max(...earlier.keys());
    const found = earlier.get(wanted);
    if (!found) throw new NotFoundError(`The clip "${name}" has no earlier recording.`);
    earlier.delete(wanted);
    const { samples, edit, reviewed, hash, bytes, fileName } = found.record;
    return { state: 'ready', samples, bytes, fileName, hash, edit, reviewed, audio: found.pcm };
  });
}

/** @param choose may delete from what the clip was before: that is then forgotten */
async function exchange(
  id: string,
  choose: (clip: ClipRecord, earlier: Map<number, ReplacedAudioRecord>) => Replacement
): Promise<void> {
  const transaction = (await database()).transaction(
    ['clips', 'audio', 'sources', 'replacedAudio'],
    'readwrite'
  );
  const decodes = transaction.objectStore('audio');
  const sources = transaction.objectStore('sources');
  const replaced = transaction.objectStore('replacedAudio');
  const clip = await transaction.objectStore('clips').get(id);
  if (!clip || clip.deleted !== null) throw missing(id);
  const current = await decodes.get(id);
  const earlier = new Map<number, ReplacedAudioRecord>();
  for await (const { primaryKey, value } of replaced.index('clip').iterate(id))
    earlier.set(primaryKey, value);
  const before = [...earlier.keys()];
  const { audio, ...fields } = choose(clip, earlier);
  const file = audio instanceof Blob;
  await Promise.all([
    ...before.filter((key) => !earlier.has(key)).map((key) => replaced.delete(key)),
    current && replaced.add({ clip: id, dataset: clip.dataset, pcm: current.pcm, record: clip }),
    file ? sources.put({ id, file: audio }) : sources.delete(id),
    file ? decodes.delete(id) : decodes.put({ id, pcm: audio }),
    transaction.objectStore('clips').put({
      ...clip,
      ...fields,
      problem: null,
      // What was made of the former audio is told by it.
      added: Math.max(Date.now(), clip.added + 1)
    }),
    transaction.done
  ]);
  announceClip(id);
}
