import { deleteDatabase } from '../../store/database';
import { endConversion } from '../conversion';
import { endWorkers } from '../workers';

/** Deletes every dataset, run, voice and setting of this page on this device, for good. */
export async function deleteEverything(): Promise<void> {
  await endConversion();
  endWorkers();
  await deleteDatabase();
}
