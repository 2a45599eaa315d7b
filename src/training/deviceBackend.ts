/** Which backend trains on this device: measured the first time, then remembered. */
import { UnsupportedError } from '../errors';
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

/** A backend that failed in the middle of a run, and how. */
export interface Loss {
  backend: BackendName;
  why: string;
}

/**
 * Makes the wanted backend, or else the device's, the current one; or the next of a run whose last ones failed.
 * @returns its name, why it was taken, in a sentence, and what a person should know of the change
 * @throws UnsupportedError if the wanted one does not run here
 */
export function startBackend(
  wanted: BackendName | null,
  losses: Loss[]
): Promise<{ name: BackendName; why: string; note: string | null }> {
  return exclusively(async () => {
    const last = losses.at(-1);
    if (last) {
      const name = await startFirst(successors(losses));
      const again = name === last.backend ? ' once more' : '';
      return {
        name,
        why: `${name}${again}, after ${last.backend} failed in the middle of the run.`,
        note: `${last.why} The run went on from its last checkpoint, on ${name}${again}.`
      };
    }
    const { chosen, why } = wanted
      ? { chosen: wanted, why: `${wanted}, as chosen for this run.` }
      : await remembered();
    await useBackend(chosen);
    return { name: chosen, why, note: null };
  });
}

/** The backends that may take a run over, first choice first: the one that failed, but once, then the simpler ones. */
export function successors(losses: Loss[]): BackendName[] {
  const last = losses.at(-1)?.backend;
  const times = losses.filter(({ backend }) => backend === last).length;
  const order: BackendName[] = ['webgpu', 'webgl', 'wasm'];
  return order.slice(order.findIndex((name) => name === last) + (times > 1 ? 1 : 0));
}

/** Makes the first of these backends that starts the current one. @throws UnsupportedError if none does */
async function startFirst(names: BackendName[]): Promise<BackendName> {
  for (const name of names)
    try {
      await useBackend(name);
      return name;
    } catch (error) {
      if (name === names.at(-1)) throw error;
    }
  throw new UnsupportedError('No backend is left that this run could go on with.');
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
