/**
 * The headers that Ownvoice is served with, in one place: the built app's server (serve.mjs), Vite's dev and
 * preview servers, the service worker (which repeats them on a host that sends none) and the policy in index.html.
 */

/** Cross-origin isolation: without it a page has no SharedArrayBuffer, and wasm no threads. */
export const isolationHeaders = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin'
};

/** What the page may load and run: its own files only. Each exception says why. */
const policy = {
  'default-src': ["'none'"],
  // wasm-unsafe-eval compiles WebAssembly and nothing else. blob: because TF.js starts its wasm threads from a
  // Blob that imports another Blob.
  'script-src': ["'self'", "'wasm-unsafe-eval'", 'blob:'],
  'worker-src': ["'self'", 'blob:'],
  'style-src': ["'self'"],
  'img-src': ["'self'", 'data:', 'blob:'],
  'media-src': ["'self'", 'blob:'],
  'font-src': ["'self'"],
  'connect-src': ["'self'"],
  'manifest-src': ["'self'"],
  'base-uri': ["'none'"],
  'form-action': ["'none'"]
};

/** @param {Record<string, string[]>} directives */
const join = (directives) =>
  Object.entries(directives)
    .map(([name, sources]) => [name, ...sources].join(' '))
    .join('; ');

/** The policy for a meta element, which cannot say who may frame the page. */
export const metaPolicy = join(policy);

/** Every header of a response of the built app. Workers get their policy from here, not from the page. */
export const appHeaders = {
  ...isolationHeaders,
  'Content-Security-Policy': join({ ...policy, 'frame-ancestors': ["'none'"] }),
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer'
};
