/** Features of clips, kept so that a second run need not compute them again. */
import { database } from './database';
import type { FeatureRecord } from './records';

/** The features of a clip, if they were computed under the same key. */
export async function getFeatures(clip: string, key: string): Promise<FeatureRecord | null> {
  const record = await (await database()).get('features', clip);
  return record?.key === key ? record : null;
}

/** Keeps a clip's features; those of an older key are replaced. */
export async function saveFeatures(record: FeatureRecord): Promise<void> {
  await (await database()).put('features', record);
}
