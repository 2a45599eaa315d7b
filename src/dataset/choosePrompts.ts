import { isEnglish } from '../languages';
import { listClips } from '../store/clips';
import { getDataset } from '../store/datasets';
import { getOwnText } from '../store/ownText';
import { phonemise } from '../text/phonemise';
import { Coverage, greedyOrder, unitsOf, type Unit } from './coverage';
import { promptsOfText } from './promptsOfText';

/** Sentences to read aloud for a dataset. */
export interface Prompts {
  /** `own`: of the text that the person pasted; `none`: the app has no sentences in this language */
  source: 'ours' | 'own' | 'none';
  /** that no clip says yet, in the order in which they are best read */
  left: string[];
  /** of the source that a clip says already */
  read: number;
}

/**
 * Chooses what is read next. A person's own text is read in its order; of the app's English sentences, each brings the
 * most that the dataset's transcripts lack (coverage.ts). The same dataset always gets the same order.
 * @param onProgress called with the share done, 0..1
 * @throws NotFoundError if there is no such dataset
 */
export async function choosePrompts(dataset: string, onProgress: (share: number) => void): Promise<Prompts> {
  const { accent } = await getDataset(dataset);
  const transcripts = new Set((await listClips(dataset)).map(({ transcript }) => transcript));
  transcripts.delete('');
  const own = await getOwnText(dataset);
  if (own === null && !isEnglish(accent)) return { source: 'none', left: [], read: 0 };
  const all = own === null ? (await import('./promptSentences.json')).default : promptsOfText(own);
  const left = all.filter((prompt) => !transcripts.has(prompt));
  const read = all.length - left.length;
  if (own !== null) return { source: 'own', left, read };

  let done = 0;
  const units = async (texts: Iterable<string>) => {
    const found: Unit[][] = [];
    for (const text of texts) {
      found.push(unitsOf(await phonemise(text, accent)));
      onProgress(++done / (transcripts.size + left.length));
    }
    return found;
  };
  const covered = new Coverage();
  for (const said of await units(transcripts)) covered.add(said);
  const order = greedyOrder(await units(left), covered);
  return { source: 'ours', left: order.flatMap((index) => left[index] ?? []), read };
}
