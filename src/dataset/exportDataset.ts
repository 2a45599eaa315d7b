import { isUsed } from '../store/clipEdit';
import { listClips, readUsedAudio } from '../store/clips';
import { getDataset } from '../store/datasets';
import { normaliseIn } from '../text/normalise';
import { writeDatasetZip, type ExportedClip } from './datasetZip';

/**
 * The clips of a dataset that are used, as they are used, as a zip in LJSpeech's layout.
 * @param onProgress called with the share done, 0..1
 * @throws NotFoundError if there is no such dataset
 */
export async function exportDataset(dataset: string, onProgress: (share: number) => void): Promise<Blob> {
  const { accent } = await getDataset(dataset);
  const clips = (await listClips(dataset)).filter(isUsed);
  async function* exported(): AsyncGenerator<ExportedClip> {
    for (const clip of clips) {
      const { name, transcript } = clip;
      yield { name, transcript, normalised: normaliseIn(accent, transcript), pcm: await readUsedAudio(clip) };
    }
  }
  let done = 0;
  return writeDatasetZip(exported(), () => onProgress(++done / clips.length));
}
