/** A server for the built app: its files with the headers of headers.mjs. */
import { createServer } from 'node:http';
import { lookup } from 'mrmime';
import sirv from 'sirv';
import { appHeaders } from './headers.mjs';

const plain = 'text/plain; charset=utf-8';

/** The content type of a file, with its charset where it is text. A path that ends in a slash is its index. */
function contentType(/** @type {string} */ path) {
  const type = lookup(path.endsWith('/') ? 'index.html' : path) ?? 'application/octet-stream';
  return /^text\/|json$/.test(type) ? `${type}; charset=utf-8` : type;
}

/**
 * Serves a folder on this machine alone, as it is now: what comes into it later is not served. Files under assets/
 * carry a digest in their name and are kept by the browser for good; everything else is asked for again.
 * @param {string} directory the folder, e.g. dist
 * @param {number} port 0 takes any free one
 * @param {(type: string) => Record<string, string>} [headersOf] headers by content type; a test of a plain host
 *   gives none
 * @returns {Promise<{ url: string, close: () => Promise<void> }>} url ends in a slash; rejects with EADDRINUSE
 *   where the port is taken
 */
export function serve(directory, port, headersOf = appHeaders) {
  const files = sirv(directory, {
    etag: true,
    setHeaders(response, path) {
      const type = contentType(path);
      const cached = path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache';
      const headers = { ...headersOf(type), 'Content-Type': type, 'Cache-Control': cached };
      for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    }
  });
  const server = createServer((request, response) => {
    const refuse = (/** @type {number} */ status, /** @type {string} */ why) => {
      response.writeHead(status, { ...headersOf(plain), 'Content-Type': plain }).end(why);
    };
    if (request.method !== 'GET' && request.method !== 'HEAD') refuse(405, 'Only GET and HEAD.');
    else files(request, response, () => refuse(404, 'There is no such file.'));
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
