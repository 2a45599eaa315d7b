import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { backgroundHeader, downloadChannel, KeptFiles, type AppFile, type DownloadNews } from './keptFiles';

const base = 'https://app.test/';
const voice: AppFile = { url: 'base/voice.bin', revision: 'one', bytes: 3_000_000 };
const engine: AppFile = { url: 'assets/engine-abc.wasm', revision: null, bytes: 2_000_000 };

let asked: string[];
let news: DownloadNews[];
let channel: BroadcastChannel;
let network: (url: string) => Response;

/** A file of this many bytes, in pieces that come one after the other. */
function file(bytes: number): Response {
  let left = bytes;
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const size = Math.min(left, 500_000);
      await new Promise((done) => setTimeout(done, 60));
      controller.enqueue(new Uint8Array(size));
      left -= size;
      if (left === 0) controller.close();
    }
  });
  return new Response(body, { headers: { 'Content-Type': 'application/wasm', 'Content-Length': '77' } });
}

beforeEach(async () => {
  await caches.delete('ownvoice-files');
  asked = [];
  news = [];
  network = (url) => file(url.includes('voice') ? voice.bytes : engine.bytes);
  vi.stubGlobal('fetch', (request: Request | string) => {
    const url = typeof request === 'string' ? request : request.url;
    asked.push(url);
    return Promise.resolve().then(() => network(url));
  });
  channel = new BroadcastChannel(downloadChannel);
  channel.onmessage = ({ data }: MessageEvent<DownloadNews>) => void news.push(data);
});
afterEach(async () => {
  channel.close();
  vi.unstubAllGlobals();
  await caches.delete('ownvoice-files');
});

const kept = () => new KeptFiles([voice, engine], base);
const request = (path: string, headers = {}) => new Request(new URL(path, base), { headers });
const bytesOf = async (response: Response) => (await response.arrayBuffer()).byteLength;

test('a file comes from the network once, with news of its size and how far it is, and then from this device', async () => {
  const files = kept();
  const first = await files.respond(request(engine.url));
  expect(first.headers.get('Content-Type')).toBe('application/wasm');
  expect(await bytesOf(first)).toBe(engine.bytes);
  expect(await bytesOf(await files.respond(request(engine.url)))).toBe(engine.bytes);
  expect(asked).toEqual([base + engine.url]);
  await vi.waitFor(() => expect(news.at(-1)?.over).toBe(true));
  expect(news.length).toBeGreaterThan(2);
  expect(news.every(({ url, bytes }) => url === base + engine.url && bytes === engine.bytes)).toBe(true);
  expect(news.at(-1)!.loaded).toBe(engine.bytes);
});

test('two that need a file at once wait for one loading', async () => {
  const files = kept();
  const both = await Promise.all([files.respond(request(voice.url)), files.respond(request(voice.url))]);
  expect(await Promise.all(both.map(bytesOf))).toEqual([voice.bytes, voice.bytes]);
  expect(asked).toHaveLength(1);
});

test('what is stored in the background is not told of until something waits for it', async () => {
  const files = kept();
  const background = files.respond(request(voice.url, { [backgroundHeader]: 'yes' }));
  await new Promise((done) => setTimeout(done, 150));
  expect(news).toEqual([]);
  await Promise.all([background, files.respond(request(voice.url))]);
  await vi.waitFor(() => expect(news.at(-1)?.over).toBe(true));
  expect(asked).toHaveLength(1);
});

test('the list says what is kept, and storing all keeps all', async () => {
  const files = kept();
  await bytesOf(await files.respond(request(engine.url)));
  expect(await files.list()).toEqual([
    { url: base + voice.url, bytes: voice.bytes, kept: false },
    { url: base + engine.url, bytes: engine.bytes, kept: true }
  ]);
  await files.storeAll();
  expect((await files.list()).every((one) => one.kept)).toBe(true);
  expect(news.filter(({ url }) => url.includes('voice'))).toEqual([]);
});

test('a newer version loads what changed, and removes what is old', async () => {
  const old = kept();
  await old.storeAll();
  const newer = new KeptFiles([{ ...voice, revision: 'two' }, engine], base);
  expect((await newer.list()).map((one) => one.kept)).toEqual([false, true]);
  await newer.storeAll();
  expect(asked).toHaveLength(3);
  await newer.removeOutdated();
  expect(await (await caches.open('ownvoice-files')).keys()).toHaveLength(2);
  expect((await newer.list()).every((one) => one.kept)).toBe(true);
});

test('a file that the host does not have is not kept', async () => {
  network = () => new Response('no', { status: 404 });
  const files = kept();
  expect((await files.respond(request(voice.url))).status).toBe(404);
  expect((await files.list()).some((one) => one.kept)).toBe(false);
});

test('without room a file is used all the same', async () => {
  vi.spyOn(Cache.prototype, 'put').mockRejectedValue(new DOMException('full', 'QuotaExceededError'));
  const files = kept();
  expect(await bytesOf(await files.respond(request(voice.url)))).toBe(voice.bytes);
  expect((await files.list()).some((one) => one.kept)).toBe(false);
  vi.restoreAllMocks();
});
