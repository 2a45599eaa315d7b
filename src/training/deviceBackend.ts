/** Which backend trains on this device: measured the first time, then remembered. */
import { type BackendChoice, type BackendName, chooseBackend, useBackend } from '../model/backend';
import { getSetting, saveSetting } from '../store/settings';

/** Raised when the choice would come out differently: then it is measured anew. */
const measureVersion = 2;

/** The choice for this browser, with or without threads; another browser version is measured anew. */
export async function deviceBackend(): Promise<BackendChoice> {
  const key = `backend ${measureVersion} ${navigator.userAgent} ${globalThis.crossOriginIsolated}`;
  const remembered = (await getSetting(key)) as BackendChoice | undefined;
  if (remembered) return remembered;
  const choice = await chooseBackend();
  await saveSetting(key, choice);
  return choice;
}

/**
 * Makes the wanted backend, or else the device's, the current one.
 * @returns its name and why it was taken, in a sentence
 * @throws UnsupportedError if the wanted one does not run here
 */
export async function startBackend(wanted: BackendName | null): Promise<{ name: BackendName; why: string }> {
  const { chosen, why } = wanted
    ? { chosen: wanted, why: `${wanted}, as chosen for this run.` }
    : await deviceBackend();
  await useBackend(chosen);
  return { name: chosen, why };
}
