import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { serve } from './serve.mjs';

let folder: string;
let server: Awaited<ReturnType<typeof serve>>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ownvoice-serve-'));
  mkdirSync(join(folder, 'dist', 'assets'), { recursive: true });
  writeFileSync(join(folder, 'secret.txt'), 'secret');
  writeFileSync(join(folder, 'dist', 'index.html'), '<h1>Hello</h1>');
  writeFileSync(join(folder, 'dist', 'assets', 'a-12345678.wasm'), 'wasm');
  writeFileSync(join(folder, 'dist', 'licences.txt'), 'Frédéric');
  writeFileSync(join(folder, 'dist', 'base.safetensors'), '{}');
  server = await serve(join(folder, 'dist'), 0);
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

/** Asks for a path exactly as it is written, which `fetch` would tidy. */
function ask(path: string, method = 'GET'): Promise<{ status: number; body: string }> {
  return new Promise((done, failed) => {
    const { port } = new URL(server.url);
    request({ host: 'localhost', port, path, method }, (response) => {
      const status = response.statusCode!;
      void text(response).then((body) => done({ status, body }), failed);
    })
      .on('error', failed)
      .end();
  });
}

test('the folder answers with its index, isolated and under the page policy', async () => {
  const response = await fetch(server.url);
  expect(await response.text()).toBe('<h1>Hello</h1>');
  expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(response.headers.get('cache-control')).toBe('no-cache');
  expect(response.headers.get('cross-origin-opener-policy')).toBe('same-origin');
  expect(response.headers.get('cross-origin-embedder-policy')).toBe('require-corp');
  const policy = response.headers.get('content-security-policy');
  expect(policy).toContain("default-src 'none'; script-src 'self' 'wasm-unsafe-eval';");
  expect(policy).toContain("frame-ancestors 'none'");
});

test('a file with a digest in its name has its type and is kept', async () => {
  const response = await fetch(`${server.url}assets/a-12345678.wasm`);
  expect(response.headers.get('content-type')).toBe('application/wasm');
  expect(response.headers.get('cache-control')).toContain('immutable');
});

test('nothing outside the folder is served, however it is spelled', async () => {
  for (const path of [
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/assets/../../secret.txt',
    '/%00',
    '/%zz',
    '/absent'
  ]) {
    const { status, body } = await ask(path);
    expect([path, status, body]).toEqual([path, 404, 'There is no such file.']);
  }
});

test('a file that has not changed is not sent again, and a part of one can be asked for', async () => {
  const path = `${server.url}assets/a-12345678.wasm`;
  const etag = (await fetch(path)).headers.get('etag')!;
  expect((await fetch(path, { headers: { 'If-None-Match': etag } })).status).toBe(304);
  const part = await fetch(path, { headers: { Range: 'bytes=1-2' } });
  expect([part.status, await part.text()]).toEqual([206, 'as']);
});

test('text says that it is UTF-8, and a file of no known type that it is bytes', async () => {
  const typeOf = async (path: string) => (await fetch(server.url + path)).headers.get('content-type');
  expect(await typeOf('licences.txt')).toBe('text/plain; charset=utf-8');
  expect(await typeOf('base.safetensors')).toBe('application/octet-stream');
});

test('only reading is allowed', async () => {
  expect((await ask('/', 'POST')).status).toBe(405);
  expect(await ask('/', 'HEAD')).toEqual({ status: 200, body: '' });
});

test('a port that is taken is refused with its code', async () => {
  const port = Number(new URL(server.url).port);
  await expect(serve(folder, port)).rejects.toMatchObject({ code: 'EADDRINUSE' });
});
