import { online } from 'svelte/reactivity/window';
import { ownvoice } from '../ownvoice';

/** What this browser grants the page: room, the right to keep it, a connection. */
class Device {
  #usage = $state<number | null>(null);
  #quota = $state<number | null>(null);
  #persisted = $state(false);
  #refusedToPersist = $state(false);
  #foreignRequests = $state(0);
  #ownRequests = $state(0);

  constructor() {
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        if (/^(blob|data):/.test(entry.name)) continue;
        if (new URL(entry.name).origin === location.origin) this.#ownRequests++;
        else this.#foreignRequests++;
      }
    }).observe({ type: 'resource', buffered: true });
    void this.refresh();
  }

  /** Bytes this page stores, or null until asked. */
  get usage(): number | null {
    return this.#usage;
  }

  /** Bytes the browser would let it store. */
  get quota(): number | null {
    return this.#quota;
  }

  /** True when the browser will not clear the page's data by itself. */
  get persisted(): boolean {
    return this.#persisted;
  }

  /** True after the browser said no to `persist`. */
  get refusedToPersist(): boolean {
    return this.#refusedToPersist;
  }

  get online(): boolean {
    return online.current ?? true;
  }

  /** Requests of this page to any other server since it was opened: the policy allows none. */
  get foreignRequests(): number {
    return this.#foreignRequests;
  }

  /** Files of the app itself that this page asked for. */
  get ownRequests(): number {
    return this.#ownRequests;
  }

  async refresh(): Promise<void> {
    const estimate = await navigator.storage.estimate();
    this.#usage = estimate.usage ?? null;
    this.#quota = estimate.quota ?? null;
    this.#persisted = await navigator.storage.persisted();
  }

  /** Asks the browser to keep the data for good. */
  async persist(): Promise<void> {
    this.#persisted = await navigator.storage.persist();
    this.#refusedToPersist = !this.#persisted;
  }

  /** Deletes every dataset, run, voice and setting, and starts the page anew. */
  async deleteEverything(): Promise<void> {
    await ownvoice.deleteEverything();
    localStorage.clear();
    location.hash = '';
    location.reload();
  }
}

export const device = new Device();
