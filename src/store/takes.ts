/** The takes of a run: one sentence, as the voice said it after an epoch. */
import { announce } from './changes';
import { database } from './database';
import type { TakeRecord } from './records';

/** A run keeps about as many: 3 s take 130 kB. */
const most = 32;

/** The keys of a run's takes. */
export function takesOf(run: string): IDBKeyRange {
  return IDBKeyRange.bound([run, 0], [run, Infinity]);
}

/**
 * Keeps a take, and drops those that stand closer than those of a longer run do: of up to 32 epochs every take stays,
 * of up to 64 every second one, and so on. A run that was deleted gets none.
 */
export async function saveTake(take: TakeRecord): Promise<void> {
  const { run, epoch } = take;
  const transaction = (await database()).transaction(['runs', 'takes'], 'readwrite');
  if ((await transaction.objectStore('runs').getKey(run)) === undefined) return;
  const takes = transaction.objectStore('takes');
  const keys = await takes.getAllKeys(takesOf(run));
  const distance = 2 ** Math.max(0, Math.ceil(Math.log2(epoch / most)));
  const dropped = keys.filter(([, other]) => other !== epoch && other % distance !== 0);
  await Promise.all([...dropped.map((key) => takes.delete(key)), takes.put(take), transaction.done]);
  announce({ of: 'takes', run });
}

/** The takes of a run, by their epochs. */
export async function listTakes(run: string): Promise<TakeRecord[]> {
  return (await database()).getAll('takes', takesOf(run));
}
