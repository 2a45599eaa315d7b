/**
 * The service worker: keeps every file of the app after one visit, so that all of it works with the network off.
 * It answers with the headers of tools/headers.mjs, so that a page on a host that sends none is cross-origin
 * isolated (and its wasm threaded) from the second load on.
 */
import { clientsClaim } from 'workbox-core';
import {
  addPlugins,
  cleanupOutdatedCaches,
  createHandlerBoundToURL,
  precacheAndRoute,
  type PrecacheEntry
} from 'workbox-precaching';
import { NavigationRoute, registerRoute } from 'workbox-routing';
import { appHeaders } from '../tools/headers.mjs';

declare const self: {
  /** filled in by the build */
  __WB_MANIFEST: PrecacheEntry[];
  skipWaiting(): Promise<void>;
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void;
};

addPlugins([
  {
    handlerWillRespond({ response }) {
      const headers = new Headers(response.headers);
      const own = appHeaders(headers.get('Content-Type') ?? '');
      for (const [name, value] of Object.entries(own)) headers.set(name, value);
      const { status, statusText } = response;
      return Promise.resolve(new Response(response.body, { status, statusText, headers }));
    }
  }
]);
precacheAndRoute(self.__WB_MANIFEST);
cleanupOutdatedCaches();
registerRoute(new NavigationRoute(createHandlerBoundToURL('index.html')));

// The first page needs its later files (wasm, base voice) from here too, without a reload.
clientsClaim();
// A newer version waits until the page says so: see app/pwa.svelte.ts.
self.addEventListener('message', ({ data }) => {
  if ((data as { type?: unknown } | null)?.type === 'SKIP_WAITING') void self.skipWaiting();
});
