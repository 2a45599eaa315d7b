import { Workbox } from 'workbox-window';
import { runs } from './runs.svelte';

/** What Chromium hands over when the page may offer its own Install button. */
interface InstallPrompt extends Event {
  prompt(): Promise<{ outcome: 'accepted' | 'dismissed' }>;
}

/** The app as something installed: may be installed, a newer version waits. */
export class Pwa {
  #workbox: Workbox | null = null;
  #updateWaiting = $state(false);
  /** the newer version has taken over, only this page is still of the old one */
  #outdated = false;
  #reloadHelps = $state(false);
  #installPrompt = $state.raw<InstallPrompt | null>(null);

  /** a newer version is stored and waits for `update()` */
  get updateWaiting(): boolean {
    return this.#updateWaiting;
  }
  /** it may be offered: no run trains, in this tab or another, that the reload would interrupt */
  get updateOffered(): boolean {
    return this.#updateWaiting && runs.all !== null && runs.active === null;
  }
  /** the host sends no isolation headers, the service worker now does: a reload gives wasm its threads */
  get reloadHelps(): boolean {
    return this.#reloadHelps;
  }
  /** the browser lets the page offer `install()` */
  get installable(): boolean {
    return this.#installPrompt !== null;
  }

  /** Registers the service worker (of the built app; Vite's dev server has none). Call once. */
  start(): void {
    addEventListener('beforeinstallprompt', (event) => {
      event.preventDefault();
      this.#installPrompt = event as InstallPrompt;
    });
    addEventListener('appinstalled', () => (this.#installPrompt = null));
    if (import.meta.env.DEV || !('serviceWorker' in navigator)) return;
    this.#workbox = new Workbox('./serviceWorker.js');
    this.#workbox.addEventListener('waiting', () => (this.#updateWaiting = true));
    // A page that came without a service worker came from the host, and is as new as the first that takes over.
    let controlled = navigator.serviceWorker.controller !== null;
    navigator.serviceWorker.addEventListener('controllerchange', () => {
      if (controlled) this.#follow();
      controlled = true;
    });
    void this.#workbox.register();
    if (!crossOriginIsolated) void this.#workbox.controlling.then(() => this.#isolate());
  }

  /** Changes to the waiting version; this page and the other tabs reload. Does nothing while a run trains. */
  update(): void {
    if (!this.updateOffered) return;
    if (this.#outdated) location.reload();
    else this.#workbox?.messageSkipWaiting();
  }

  /** Asks the person, by the browser's own dialog, whether to install the app. */
  async install(): Promise<void> {
    await this.#installPrompt?.prompt();
    this.#installPrompt = null;
  }

  /** The files of the old version are gone: reloads at once, or offers it once the run has ended. */
  #follow(): void {
    this.#outdated = true;
    this.#updateWaiting = true;
    this.update();
  }

  /** Reloads at once if nobody has touched the page yet, and never twice; else it is offered. */
  #isolate(): void {
    const tried = 'reloaded for isolation';
    if (navigator.userActivation.hasBeenActive || sessionStorage.getItem(tried)) {
      this.#reloadHelps = !sessionStorage.getItem(tried);
      return;
    }
    sessionStorage.setItem(tried, 'yes');
    location.reload();
  }
}

export const pwa = new Pwa();
