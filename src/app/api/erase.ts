import { deleteDatabase } from '../../store/database';
import { announce } from '../changes';
import { endConversion } from '../conversion';
import { endWorkers } from '../workers';

/** Deletes every dataset, run, voice and setting of this page on this device, for good. */
export async function deleteEverything(): Promise<void> {
  await endConversion();
  endWorkers();
  await deleteDatabase();
  // For the other tabs of this app.
  announce({ of: 'datasets' });
  announce({ of: 'runs', run: null });
  announce({ of: 'voices' });
}
