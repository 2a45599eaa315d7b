/** A server for the built app, of Node's own parts: static files with the headers of headers.mjs. */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, resolve, sep } from 'node:path';
import { appHeaders } from './headers.mjs';

const plain = 'text/plain; charset=utf-8';
/** @type {Record<string, string>} */
const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.mp3': 'audio/mpeg',
  '.wav': 'audio/wav',
  '.md': 'text/markdown; charset=utf-8',
  '.csv': 'text/csv; charset=utf-8',
  '.txt': plain
};

/**
 * The file that a request means, or null where it lies outside the folder or is none.
 * @param {string} root absolute
 * @param {string} url path and query as they came
 */
async function find(root, url) {
  let path;
  try {
    path = decodeURIComponent(url.replace(/[?#].*/s, ''));
  } catch {
    return null;
  }
  if (path.includes('\0')) return null;
  const file = resolve(join(root, path.endsWith('/') ? `${path}index.html` : path));
  if (!file.startsWith(root + sep)) return null;
  const found = await stat(file).catch(() => null);
  return found?.isFile() ? { file, size: found.size } : null;
}

/**
 * Serves a folder on this machine alone. Files under assets/ carry a digest in their name and are kept by the
 * browser for good; everything else is asked for again.
 * @param {string} directory the folder, e.g. dist
 * @param {number} port 0 takes any free one
 * @param {(type: string) => Record<string, string>} [headersOf] headers by content type; a test of a plain host
 *   gives none
 * @returns {Promise<{ url: string, close: () => Promise<void> }>} url ends in a slash; rejects with EADDRINUSE
 *   where the port is taken
 */
export function serve(directory, port, headersOf = appHeaders) {
  const root = resolve(directory);
  const server = createServer(async (request, response) => {
    const send = (/** @type {number} */ status, /** @type {string} */ text) =>
      response.writeHead(status, { ...headersOf(plain), 'Content-Type': plain }).end(text);
    if (request.method !== 'GET' && request.method !== 'HEAD') return send(405, 'Only GET and HEAD.');
    const found = await find(root, request.url ?? '/');
    if (!found) return send(404, 'There is no such file.');
    const type = types[extname(found.file)] ?? 'application/octet-stream';
    response.writeHead(200, {
      ...headersOf(type),
      'Content-Type': type,
      'Content-Length': found.size,
      'Cache-Control': found.file.startsWith(join(root, 'assets') + sep)
        ? 'public, max-age=31536000, immutable'
        : 'no-cache'
    });
    if (request.method === 'HEAD') return response.end();
    const stream = createReadStream(found.file);
    stream.on('error', () => response.destroy());
    stream.pipe(response);
  });
  return new Promise((done, failed) => {
    server.once('error', failed);
    server.listen(port, 'localhost', () => {
      const address = server.address();
      const taken = typeof address === 'object' && address ? address.port : port;
      done({
        url: `http://localhost:${taken}/`,
        close: () =>
          new Promise((closed) => {
            server.close(() => closed());
            server.closeAllConnections();
          })
      });
    });
  });
}
