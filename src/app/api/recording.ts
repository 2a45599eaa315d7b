import { proxy } from 'comlink';
import type { Prompts } from '../../dataset/choosePrompts';
import { getDataset } from '../../store/datasets';
import { saveOwnText } from '../../store/ownText';
import { withDatasetFiles } from '../workers';

/**
 * The sentences that are left to read for a dataset, the best first.
 * @param onProgress called with the share done, 0..1
 * @throws NotFoundError if there is no such dataset
 */
export function prompts(
  dataset: string,
  onProgress: (share: number) => void = () => undefined
): Promise<Prompts> {
  return withDatasetFiles((api) => api.choosePrompts(dataset, proxy(onProgress)));
}

/**
 * Lets a dataset's prompts come from a person's own text; null goes back to the app's sentences.
 * @returns the prompts
 * @throws InvalidInputError if there are no words in it, or far too many; nothing is changed then
 * @throws NotFoundError if there is no such dataset
 */
export async function readOwnText(dataset: string, text: string | null): Promise<Prompts> {
  await getDataset(dataset);
  if (text !== null) await withDatasetFiles((api) => api.promptsOfText(text));
  await saveOwnText(dataset, text);
  return prompts(dataset);
}
