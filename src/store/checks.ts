/** What the checks found in clips. */
import { announce } from './changes';
import { changeClips } from './clips';
import { database } from './database';
import type { CheckName, CheckRecord, ClipRecord } from './records';

/** The checks of a dataset's clips, by clip id. */
export async function listChecks(dataset: string): Promise<Map<string, CheckRecord>> {
  const records = await (await database()).getAllFromIndex('checks', 'dataset', dataset);
  return new Map(records.map((record) => [record.id, record]));
}

/**
 * Keeps what was found in a clip. What a person found right in it before it was changed is asked again. A clip that was
 * purged meanwhile stays gone.
 */
export async function saveCheck(record: CheckRecord): Promise<void> {
  const transaction = (await database()).transaction(['checks', 'clips'], 'readwrite');
  const checks = transaction.objectStore('checks');
  const clips = transaction.objectStore('clips');
  const [before, clip] = await Promise.all([checks.get(record.id), clips.get(record.id)]);
  const writes: Promise<unknown>[] = [transaction.done];
  if (clip) writes.push(checks.put(record));
  if (clip && before && before.key !== record.key && clip.reviewed.length > 0)
    writes.push(clips.put({ ...clip, reviewed: [] }));
  await Promise.all(writes);
  announce({ of: 'checks', dataset: record.dataset });
}

/**
 * Notes that a person looked at what a check found in clips, and found it right; or takes that back.
 * @throws NotFoundError
 */
export async function setReviewed(
  ids: readonly string[],
  check: CheckName,
  reviewed: boolean
): Promise<ClipRecord[]> {
  return changeClips(ids, (clip) => {
    const others = clip.reviewed.filter((name) => name !== check);
    return { ...clip, reviewed: reviewed ? [...others, check] : others };
  });
}
