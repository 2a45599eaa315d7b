/** Which backend trains on this device: measured the first time, then remembered. */
import { type BackendChoice, type BackendName, chooseBackend, useBackend } from '../model/backend';
import { getSetting, saveSetting } from '../store/settings';

/** Raised when the choice would come out differently: then it is measured anew. */
const measureVersion = 2;

/** Measuring and starting change the one current backend: one at a time. */
let queue: Promise<unknown> = Promise.resolve();

function exclusively<T>(piece: () => Promise<T>): Promise<T> {
  const result = queue.then(piece);
  queue = result.catch(() => undefined);
  return result;
}

/** The choice for this browser, with or without threads, or null before it was measured. */
export async function rememberedBackend(): Promise<BackendChoice | null> {
  return ((await getSetting(settingKey())) as BackendChoice | undefined) ?? null;
}

/** The choice for this browser; another browser version is measured anew. Not while a run trains in this thread. */
export function deviceBackend(): Promise<BackendChoice> {
  return exclusively(remembered);
}

/**
 * Makes the wanted backend, or else the device's, the current one.
 * @returns its name and why it was taken, in a sentence
 * @throws UnsupportedError if the wanted one does not run here
 */
export function startBackend(wanted: BackendName | null): Promise<{ name: BackendName; why: string }> {
  return exclusively(async () => {
    const { chosen, why } = wanted
      ? { chosen: wanted, why: `${wanted}, as chosen for this run.` }
      : await remembered();
    await useBackend(chosen);
    return { name: chosen, why };
  });
}

async function remembered(): Promise<BackendChoice> {
  const known = await rememberedBackend();
  if (known) return known;
  const choice = await chooseBackend();
  await saveSetting(settingKey(), choice);
  return choice;
}

function settingKey(): string {
  return `backend ${measureVersion} ${navigator.userAgent} ${globalThis.crossOriginIsolated}`;
}
