import { database } from './database';
import { getSetting, saveSetting } from './settings';

/** Where a text is kept that a person wants to read aloud for a dataset. */
export function ownTextKey(dataset: string): string {
  return `ownText/${dataset}`;
}

/** The person's own text to read, or null where there is none. */
export async function getOwnText(dataset: string): Promise<string | null> {
  const text = await getSetting(ownTextKey(dataset));
  return typeof text === 'string' ? text : null;
}

/** Keeps a person's own text to read; null forgets it. */
export async function saveOwnText(dataset: string, text: string | null): Promise<void> {
  if (text === null) await (await database()).delete('settings', ownTextKey(dataset));
  else await saveSetting(ownTextKey(dataset), text);
}
