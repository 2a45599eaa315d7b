/** Repairs of clips, each with its way back. The store's part is loaded with the first repair. */
import { audioConfig } from '../../config';
import type { ClipEdit } from '../../store/records';
import { getClip, readAudio } from '../../store/clips';
import type { EarlierAudio } from '../../store/replacedAudio';
import { convert } from '../conversion';

const { sampleRate } = audioConfig;
const store = () => import('../../store/repair');
const replaced = () => import('../../store/replacedAudio');

/** The whole recording of a clip, with what was cut off. @throws NotFoundError until it is converted */
async function wholeAudio(id: string): Promise<{ samples: Float32Array<ArrayBuffer>; sampleRate: number }> {
  return { samples: await readAudio(id), sampleRate };
}

/**
 * Sets what is used of a clip: seconds of its whole recording, and a gain in dB; null for all of it as it is.
 * @returns what was set before, so that it can be set again
 * @throws InvalidInputError if less than 0.5 s would be left, or the gain is out of range
 * @throws NotFoundError
 */
async function edit(id: string, edit: ClipEdit | null): Promise<ClipEdit | null> {
  const scaled = (by: number, value: ClipEdit | null) =>
    value && { from: value.from * by, to: value.to * by, gain: value.gain };
  return scaled(1 / sampleRate, await (await store()).setEdit(id, scaled(sampleRate, edit)));
}

/**
 * Makes two clips of one; the first keeps its name and, unused, all of its recording.
 * @param at seconds of the whole recording
 * @param transcripts of the two
 * @returns the id of the second clip, and `undo`, which makes them one again
 * @throws InvalidInputError if one would be too short
 * @throws NotFoundError
 */
async function split(
  id: string,
  at: number,
  transcripts: [string, string]
): Promise<{ second: string; undo: () => Promise<void> }> {
  const { splitClip, joinClips } = await store();
  const done = await splitClip(id, at * sampleRate, transcripts);
  return { second: done.second.id, undo: () => joinClips(done) };
}

/** Leaves clips out of training and exports, or takes them in again (`excluded` false). @throws NotFoundError */
async function exclude(ids: readonly string[], excluded = true): Promise<void> {
  await (await store()).setExcluded(ids, excluded);
}

/**
 * Gives a clip another recording, and keeps the one that it had; resolves when it is ready or its conversion failed.
 * @param audio 22 050 Hz mono, or a recording of any kind
 * @throws NotFoundError
 */
async function replaceAudio(id: string, audio: Float32Array<ArrayBuffer> | Blob): Promise<void> {
  await (await replaced()).replaceAudio(id, audio);
  if (audio instanceof Blob) await convert((await getClip(id)).dataset, [id]);
}

/** The recordings that a clip had before, the last first. */
async function earlierAudio(id: string): Promise<EarlierAudio[]> {
  return (await replaced()).earlierAudio(id);
}

/**
 * Gives a clip a recording back that it had, the last by default; that of now is kept in turn.
 * @param key of `earlierAudio`
 * @throws NotFoundError if it had none
 */
async function bringBackAudio(id: string, key?: number): Promise<void> {
  await (await replaced()).bringBackAudio(id, key);
}

export const repair = { wholeAudio, edit, split, exclude, replaceAudio, earlierAudio, bringBackAudio };
