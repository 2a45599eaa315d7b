/** Goes through all datasets, clip by clip, until everything is checked or something else needs the device. */
import { NotFoundError } from '../../errors';
import type { Language } from '../../languages';
import { listChecks, saveCheck } from '../../store/checks';
import { getClip, listClips, readUsedAudio } from '../../store/clips';
import { isUsed } from '../../store/clipEdit';
import { unfinishedClips } from '../../store/conversion';
import { getDataset, listDatasets } from '../../store/datasets';
import type { CheckRecord, ClipRecord } from '../../store/records';
import { checkKey, type ClipChecker } from './checkClip';
import { judgeClips, type Judgement } from './judgeClips';
import { minRivals } from './rivals';

/** Where the checks of a dataset stand: clips checked in this going through, and clips to check. */
export interface CheckProgress {
  dataset: string;
  done: number;
  total: number;
}

/**
 * Checks every clip that is new or changed, one after another; each is stored when it is done.
 * @param load gives what checks clips; asked when there is something to check
 * @param isTraining whether a run trains, in whatever tab
 * @returns false if it gave way to a run or to conversion before all was checked
 */
export async function checkDatasets(
  load: () => Promise<ClipChecker>,
  isTraining: () => Promise<boolean>,
  onProgress: (progress: CheckProgress) => void
): Promise<boolean> {
  // Newest first: that is the one somebody works on.
  for (const { id, accent } of await listDatasets()) {
    const stale = await staleClips(id, accent);
    for (const [done, { id: clip }] of stale.entries()) {
      onProgress({ dataset: id, done, total: stale.length });
      if ((await isTraining()) || (await unfinishedClips()).length > 0) return false;
      await checkOne(await load(), clip, accent);
    }
    if (stale.length > 0) onProgress({ dataset: id, done: stale.length, total: stale.length });
  }
  return true;
}

/** What is known by now of a dataset's clips. @throws NotFoundError if there is no such dataset */
export async function judgeDataset(dataset: string): Promise<Judgement> {
  const { accent } = await getDataset(dataset);
  const [clips, checks] = await Promise.all([listClips(dataset), listChecks(dataset)]);
  return judgeClips(clips, checks, accent);
}

async function staleClips(dataset: string, language: Language): Promise<ClipRecord[]> {
  const [clips, checks] = await Promise.all([listClips(dataset), listChecks(dataset)]);
  const used = clips.filter(isUsed);
  const texts = new Set(used.map(({ transcript }) => transcript));
  return used.filter((clip) => {
    const check = checks.get(clip.id);
    return check?.key !== checkKey(clip, language) || canBeCompared(check, texts.size - 1);
  });
}

/** Whether a clip had too few others to compare its transcript with, and now has enough. */
function canBeCompared({ facts }: CheckRecord, others: number): boolean {
  return facts.rate !== null && facts.fit === null && facts.others < minRivals && others >= minRivals;
}

/** A clip or dataset that goes away meanwhile has nothing to be checked any more. */
async function checkOne(checker: ClipChecker, id: string, language: Language): Promise<void> {
  try {
    const clip = await getClip(id);
    const transcripts = (await listClips(clip.dataset)).filter(isUsed).map(({ transcript }) => transcript);
    const pcm = await readUsedAudio(clip);
    const checked = await checker.check(pcm, clip.transcript, language, transcripts);
    await saveCheck({ version: 1, id, dataset: clip.dataset, key: checkKey(clip, language), ...checked });
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
  }
}
