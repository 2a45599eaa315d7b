import { backgroundHeader, listRequest, type KeptFile } from '../../../workers/keptFiles';

/** ms after which storing begins, so that it does not hold up the first screen */
const patience = 2000;

/** The app's own files on this device: all of them are stored in the background, then it works without a network. */
export class Offline {
  #files = $state.raw<KeptFile[] | null>(null);
  #storing = $state(false);
  #problem = $state('');
  #justReady = $state(false);
  #bytes = $derived(sum(this.#files ?? []));
  #kept = $derived(sum(this.#files?.filter(({ kept }) => kept) ?? []));

  /** True when every file is on this device. */
  get ready(): boolean {
    return this.#files !== null && this.#files.every(({ kept }) => kept);
  }

  /** True from the moment at which this page stored the last file. */
  get justReady(): boolean {
    return this.#justReady;
  }

  /** Bytes of the big files, or 0 until known. */
  get bytes(): number {
    return this.#bytes;
  }

  /** How many of them are on this device. */
  get keptBytes(): number {
    return this.#kept;
  }

  get storing(): boolean {
    return this.#storing;
  }

  /** Why not everything could be stored, or ''. */
  get problem(): string {
    return this.#problem;
  }

  /** Stores what is missing, unless the person wants data to be saved. Call once (the dev server has no service worker). */
  async start(): Promise<void> {
    if (import.meta.env.DEV || !('serviceWorker' in navigator)) return;
    await controlled();
    await this.#look();
    addEventListener('online', () => void this.store());
    if (!savesData()) setTimeout(() => void this.store(), patience);
  }

  /** Stores the files that are missing, small ones first. */
  async store(): Promise<void> {
    if (this.#storing || this.ready) return;
    this.#storing = true;
    this.#problem = '';
    try {
      const missing = (this.#files ?? []).filter(({ kept }) => !kept).sort((a, b) => a.bytes - b.bytes);
      for (const { url } of missing) {
        const response = await fetch(url, { headers: { [backgroundHeader]: 'yes' } });
        await response.body?.cancel();
        await this.#look();
      }
      if (this.ready) this.#justReady = true;
      else
        this.#problem =
          'The browser has no room for all of the app. Free some space on the disk, then try again.';
    } catch {
      this.#problem = 'The network went away. It goes on when it is back.';
    } finally {
      this.#storing = false;
    }
  }

  async #look(): Promise<void> {
    const { active } = await navigator.serviceWorker.ready;
    this.#files = await new Promise<KeptFile[]>((told) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = ({ data }: MessageEvent<KeptFile[]>) => {
        told(data);
        port1.close();
      };
      active?.postMessage({ type: listRequest }, [port2]);
    });
  }
}

function sum(files: readonly KeptFile[]): number {
  return files.reduce((total, { bytes }) => total + bytes, 0);
}

/** Resolves when the service worker answers this page's requests: only then it can keep what comes. */
async function controlled(): Promise<void> {
  const container = navigator.serviceWorker;
  if (container.controller) return;
  await new Promise((done) => container.addEventListener('controllerchange', done, { once: true }));
}

function savesData(): boolean {
  const { connection } = navigator as { connection?: { saveData?: boolean } };
  return connection?.saveData === true;
}

export const offline = new Offline();
