/**
 * The service worker: keeps every file of the app on this device, so that all of it works with the network off. What
 * a screen needs is precached at once; big files come when first needed or in the background (keptFiles.ts).
 * It answers with the headers of tools/headers.mjs, so that a page on a host that sends none is cross-origin
 * isolated (and its wasm threaded) from the second load on.
 */
import { clientsClaim } from 'workbox-core';
import {
  addPlugins,
  cleanupOutdatedCaches,
  createHandlerBoundToURL,
  precacheAndRoute
} from 'workbox-precaching';
import { NavigationRoute, registerRoute } from 'workbox-routing';
import { appHeaders } from '../tools/headers.mjs';
import { KeptFiles, listRequest, type AppFile } from './keptFiles';

interface Lifetime extends Event {
  waitUntil(promise: Promise<unknown>): void;
}

declare const self: {
  /** filled in by the build */
  __WB_MANIFEST: (Omit<AppFile, 'bytes'> & Partial<AppFile>)[];
  location: Location;
  registration: { active: object | null };
  skipWaiting(): Promise<void>;
  addEventListener(type: 'install' | 'activate', listener: (event: Lifetime) => void): void;
  addEventListener(type: 'message', listener: (event: MessageEvent & Lifetime) => void): void;
};

/** bytes up to which a file is precached, unless it is a sample or the base voice */
const smallFile = 100_000;
const isSmall = ({ url, bytes }: AppFile) => bytes <= smallFile && !/^(sample|base)\//.test(url);
/** kept by src/text/espeakNg.ts, for those who need it */
const espeak = /\/assets\/espeak-ng-[^/]+\.wasm$/;

// The web manifest, which is small, is named without a size.
const files = self.__WB_MANIFEST.map((file): AppFile => ({ ...file, bytes: file.bytes ?? 0 }));
const kept = new KeptFiles(
  files.filter((file) => !isSmall(file)),
  self.location.href
);

function withHeaders(response: Response): Response {
  const headers = new Headers(response.headers);
  const own = appHeaders(headers.get('Content-Type') ?? '');
  for (const [name, value] of Object.entries(own)) headers.set(name, value);
  const { status, statusText } = response;
  return new Response(response.body, { status, statusText, headers });
}

addPlugins([{ handlerWillRespond: ({ response }) => Promise.resolve(withHeaders(response)) }]);
precacheAndRoute(files.filter(isSmall));
cleanupOutdatedCaches();
registerRoute(new NavigationRoute(createHandlerBoundToURL('index.html')));
registerRoute(
  ({ url }) => kept.has(url.href),
  async ({ request }) => withHeaders(await kept.respond(request))
);
registerRoute(
  ({ url, sameOrigin }) => sameOrigin && espeak.test(url.pathname),
  async ({ request }) => withHeaders(await kept.passOn(request))
);

// A newer version comes whole, and offers itself then: changing to it must not cost the right to be offline.
self.addEventListener('install', (event) => {
  if (self.registration.active) event.waitUntil(kept.storeAll());
});
// The first page needs its later files (wasm, base voice) from here too, without a reload.
clientsClaim();
self.addEventListener('activate', (event) => event.waitUntil(kept.removeOutdated()));
self.addEventListener('message', (event) => {
  const type = (event.data as { type?: unknown } | null)?.type;
  // A newer version waits until the page says so: see app/state/pwa.svelte.ts.
  if (type === 'SKIP_WAITING') event.waitUntil(self.skipWaiting());
  if (type === listRequest) event.waitUntil(kept.list().then((list) => event.ports[0]?.postMessage(list)));
});
