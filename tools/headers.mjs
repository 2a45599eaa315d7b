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

/** @param {Record<string, string>} directives */
const join = (directives) =>
  Object.entries(directives)
    .map(([name, sources]) => `${name} ${sources}`)
    .join('; ');

/** What the page may load and run: its own files only. 'wasm-unsafe-eval' compiles WebAssembly, nothing else. */
const page = {
  'default-src': "'none'",
  'script-src': "'self' 'wasm-unsafe-eval'",
  'worker-src': "'self'",
  'style-src': "'self'",
  'img-src': "'self' data: blob:",
  'media-src': "'self' blob:",
  'font-src': "'self'",
  'connect-src': "'self'",
  'manifest-src': "'self'",
  'base-uri': "'none'",
  'form-action': "'none'"
};

/** A worker takes its policy from its own response. blob: because TF.js starts its wasm threads from Blobs. */
const worker = {
  'default-src': "'none'",
  'script-src': "'self' 'wasm-unsafe-eval' blob:",
  'worker-src': "'self' blob:",
  'connect-src': "'self'"
};

/** The page's policy for a meta element, which cannot say who may frame the page. */
export const metaPolicy = join(page);

const pagePolicy = join({ ...page, 'frame-ancestors': "'none'" });
const workerPolicy = join(worker);

/**
 * Every header of a response of the built app, by its content type.
 * @param {string} type
 * @returns {Record<string, string>}
 */
export function appHeaders(type) {
  return {
    ...isolationHeaders,
    'Content-Security-Policy': type.startsWith('text/html') ? pagePolicy : workerPolicy,
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer'
  };
}
