/** Features of a dataset's clips, computed once and kept; what cannot be trained on is named with its reason. */
import { NothingToTrainError, UnusableClipError } from '../errors';
import { listClips, readUsedAudio } from '../store/clips';
import type { ClipRecord, DatasetRecord, FeatureRecord } from '../store/records';
import { getFeatures, saveFeatures } from '../store/features';
import { computeFeatures, featureKey, toClipFeatures, type ClipFeatures } from './clipFeatures';

/** Clips that can be trained on, and why the others cannot. */
export interface PreparedClips {
  usable: ClipFeatures[];
  skipped: { clip: string; reason: string }[];
}

/**
 * Prepares every clip of a dataset that the person did not exclude.
 * @param onClip called before each clip with its place; false ends it early
 * @param choose which of them to prepare, where not all
 * @throws NothingToTrainError if no clip can be trained on
 */
export async function prepareClips(
  dataset: DatasetRecord,
  onClip: (place: number, count: number) => Promise<boolean>,
  choose: (clips: ClipRecord[]) => ClipRecord[] = (clips) => clips
): Promise<PreparedClips> {
  const clips = choose((await listClips(dataset.id)).filter((clip) => !clip.excluded));
  const prepared: PreparedClips = { usable: [], skipped: [] };
  for (const [i, clip] of clips.entries()) {
    if (!(await onClip(i, clips.length))) return prepared;
    try {
      prepared.usable.push(toClipFeatures(clip.name, await featuresOf(clip, dataset)));
    } catch (error) {
      if (!(error instanceof UnusableClipError)) throw error;
      prepared.skipped.push({ clip: clip.name, reason: error.message });
    }
  }
  const [first] = prepared.skipped;
  if (!prepared.usable.length)
    throw new NothingToTrainError(
      first
        ? `None of the ${clips.length} clips of "${dataset.id}" can be trained on. The first, ${first.clip}: ${first.reason}`
        : `The dataset "${dataset.id}" is empty. Add recordings and what is said in them.`
    );
  return prepared;
}

async function featuresOf(clip: ClipRecord, { id, accent }: DatasetRecord): Promise<FeatureRecord> {
  if (clip.state !== 'ready')
    throw new UnusableClipError(clip.problem ?? 'This clip is not converted yet. Wait until it is ready.');
  const key = featureKey(clip, accent);
  const kept = await getFeatures(clip.id, key);
  if (kept) return kept;
  const computed = await computeFeatures(await readUsedAudio(clip), clip.transcript, accent);
  const features: FeatureRecord = { version: 1, id: clip.id, dataset: id, key, ...computed };
  await saveFeatures(features);
  return features;
}
