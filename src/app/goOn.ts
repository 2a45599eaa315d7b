import { purgeClips } from '../store/clips';
import { purgeDatasets } from '../store/datasets';
import { purgeVoices } from '../store/voices';
import { ownvoice } from './ownvoice';

/** Longer than any Undo of another tab stands, in ms. */
const undoIsOver = 60_000;

/** What a newly opened page does first: removes for good what was deleted before, and goes on with what was cut off. */
export async function goOn(): Promise<void> {
  const before = Date.now() - undoIsOver;
  await purgeDatasets(before);
  await purgeClips(before);
  await purgeVoices(before);
  await ownvoice.datasets.goOn();
  (await import('./checking')).startChecking();
}
