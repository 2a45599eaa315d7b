/** Small facts about this device. */
import { database } from './database';

/** The value kept under a key, or undefined. */
export async function getSetting(key: string): Promise<unknown> {
  return (await (await database()).get('settings', key))?.value;
}

/** Keeps a value (anything that can be cloned) under a key. */
export async function saveSetting(key: string, value: unknown): Promise<void> {
  await (await database()).put('settings', { key, value });
}
