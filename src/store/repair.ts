/**
 * Repairs of clips. A decode is never changed, and each repair is one transaction and can be undone: `setEdit` and
 * `setExcluded` by what was there before, `splitClip` by `joinClips`; replacedAudio.ts has what is recorded again.
 */
import { audioConfig, importConfig } from '../config';
import { InvalidInputError } from '../errors';
import { announceClip } from './changes';
import { gainLimit } from './clipEdit';
import { changeClips, missing } from './clips';
import { database } from './database';
import type { ClipEdit, ClipRecord } from './records';

const { sampleRate } = audioConfig;
const minSamples = importConfig.minSeconds * sampleRate;

/**
 * Sets what is used of a clip, and its gain; null for the whole decode as it is.
 * @returns what was set before
 * @throws InvalidInputError if too little of it would be used, or the gain is out of range
 * @throws NotFoundError
 */
export async function setEdit(id: string, edit: ClipEdit | null): Promise<ClipEdit | null> {
  const [before] = await changeClips([id], (clip) => ({ ...clip, edit: edit && checkedEdit(clip, edit) }));
  return before?.edit ?? null;
}

/** Leaves clips out of training and exports, or takes them in again. @throws NotFoundError */
export async function setExcluded(ids: readonly string[], excluded: boolean): Promise<void> {
  await changeClips(ids, (clip) => ({ ...clip, excluded }));
}

/** The two clips that one became, and the one as it was. */
export interface SplitClip {
  before: ClipRecord;
  first: ClipRecord;
  second: ClipRecord;
}

/**
 * Makes two clips of one: the first keeps its audio and name, and uses it up to `at`; the second has a copy of the rest.
 * @param at sample of the whole decode, within what is used
 * @param transcripts of the two
 * @throws InvalidInputError if either would be too short
 * @throws NotFoundError
 */
export async function splitClip(
  id: string,
  at: number,
  transcripts: readonly [string, string]
): Promise<SplitClip> {
  const transaction = (await database()).transaction(['clips', 'audio'], 'readwrite');
  const clips = transaction.objectStore('clips');
  const audio = transaction.objectStore('audio');
  const [before, decode] = await Promise.all([clips.get(id), audio.get(id)]);
  if (!before || before.deleted !== null || !decode) {
    await transaction.done;
    throw missing(id);
  }
  const { from, to, gain } = before.edit ?? { from: 0, to: before.samples, gain: 0 };
  const cut = Math.round(at);
  if (cut - from < minSamples || to - cut < minSamples) {
    await transaction.done;
    throw new InvalidInputError(
      `Both parts need at least ${importConfig.minSeconds} s; they would have ${((cut - from) / sampleRate).toFixed(2)} and ${((to - cut) / sampleRate).toFixed(2)} s. Move the cut.`
    );
  }
  const taken = new Set(await clips.index('dataset').getAllKeys(before.dataset));
  const name = freeName(before.name, (candidate) => taken.has(`${before.dataset}/${candidate}`));
  const rest = decode.pcm.slice(cut);
  const [firstText, secondText] = transcripts;
  const first: ClipRecord = {
    ...before,
    transcript: firstText,
    edit: checkedEdit(before, { from, to: cut, gain })
  };
  const second: ClipRecord = {
    ...before,
    id: `${before.dataset}/${name}`,
    name,
    transcript: secondText,
    samples: rest.length,
    // It is not the file that was dropped: that may come again.
    hash: null,
    reviewed: [],
    added: Date.now()
  };
  second.edit = checkedEdit(second, { from: 0, to: to - cut, gain });
  await Promise.all([
    clips.put(first),
    clips.put(second),
    audio.put({ id: second.id, pcm: rest }),
    transaction.done
  ]);
  announceClip(first.id);
  announceClip(second.id);
  return { before, first, second };
}

/** Undoes `splitClip`: the first clip gets its edit and transcript back, and the second goes. @throws NotFoundError */
export async function joinClips({ before, second }: SplitClip): Promise<void> {
  const stores = ['clips', 'audio', 'features', 'checks'] as const;
  const transaction = (await database()).transaction(stores, 'readwrite');
  const clip = await transaction.objectStore('clips').get(before.id);
  if (!clip) {
    await transaction.done;
    throw missing(before.id);
  }
  const { edit, transcript, reviewed } = before;
  await Promise.all([
    transaction.objectStore('clips').put({ ...clip, edit, transcript, reviewed }),
    ...stores.map((store) => transaction.objectStore(store).delete(second.id)),
    transaction.done
  ]);
  announceClip(before.id);
  announceClip(second.id);
}

/** @returns the edit in whole samples, or null where it leaves the decode as it is */
function checkedEdit(clip: ClipRecord, { from, to, gain }: ClipEdit): ClipEdit | null {
  if (clip.state !== 'ready')
    throw new InvalidInputError(
      `The clip "${clip.name}" has no audio yet, so there is nothing to cut. Wait until it is ready.`
    );
  const edit = { from: Math.max(0, Math.round(from)), to: Math.min(clip.samples, Math.round(to)), gain };
  // Asked this way, a value that is no number is refused too.
  if (!(edit.to - edit.from >= minSamples))
    throw new InvalidInputError(
      `A clip needs at least ${importConfig.minSeconds} s; ${((edit.to - edit.from) / sampleRate).toFixed(2)} s would be left of "${clip.name}".`
    );
  if (!(Math.abs(gain) <= gainLimit))
    throw new InvalidInputError(`A gain is between -${gainLimit} and ${gainLimit} dB; this one is ${gain}.`);
  return edit.from === 0 && edit.to === clip.samples && gain === 0 ? null : edit;
}

/** The name with the first number behind it, from 2 on, that is not taken. */
function freeName(name: string, taken: (name: string) => boolean): string {
  let number = 2;
  while (taken(`${name}_${number}`)) number++;
  return `${name}_${number}`;
}
