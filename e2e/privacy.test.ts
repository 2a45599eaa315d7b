import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openApp, untilOffline, type OpenApp } from './app';
import { recordedLife } from './recordedLife';

/** Every address that anything in the browser tried to reach outside of the app's own: all of it goes through here. */
const attempts: string[] = [];
/** Services that Chromium itself asks, whatever page is open; were it the page, `foreignRequests` would have them. */
const browsersOwn = ['accounts.google.com:443', 'content-autofill.googleapis.com:443'];
let proxy: Server;
let app: OpenApp;

beforeAll(async () => {
  proxy = createServer((request, response) => {
    attempts.push(`${request.method} ${request.url}`);
    response.writeHead(403).end();
  });
  proxy.on('connect', ({ url }, socket) => {
    if (!browsersOwn.includes(url ?? '')) attempts.push(`CONNECT ${url}`);
    socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
  });
  await new Promise<void>((listening) => proxy.listen(0, 'localhost', listening));
  const { port } = proxy.address() as AddressInfo;
  // What is on localhost goes past a proxy by itself.
  app = await openApp(undefined, [`--proxy-server=http://localhost:${port}`]);
});
afterAll(async () => {
  await app?.close();
  proxy?.close();
});

test('the proxy hears of a request to another address', async () => {
  const page = await app.context.newPage();
  await page.goto('http://example.com/').catch(() => undefined);
  await page.close();
  expect(attempts).toContainEqual(expect.stringContaining('example.com'));
  attempts.length = 0;
  app.foreignRequests.length = 0;
  app.errors.length = 0;
});

test('no screen tries to reach anybody, while the visitor hears a voice, makes a dataset and starts a run', async () => {
  const { page, url } = app;
  await untilOffline(page);
  await recordedLife(page);
  await page.reload();
  const screens = [
    'datasets',
    'datasets/jane',
    'train',
    'train/new:jane',
    'train/jane_20260102030405',
    'voices',
    'speak',
    'device',
    'device/proof'
  ];
  for (const screen of screens) {
    await page.goto(`${url}#/${screen}`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.getByLabel('Loading').waitFor({ state: 'detached' });
  }
  await page.evaluate(async () => {
    const { datasets, training, voices } = window.ownvoice;
    await window.ownvoice.speak('built-in:kath', 'Nobody hears this but you.');
    await voices.import(await voices.export('built-in:kerstin'));
    await datasets.create('walk', { accent: 'de' });
    const names = ['LJ001-0004', 'LJ001-0005'];
    const files = await Promise.all(
      names.map(async (name) => new File([await (await fetch(`sample/${name}.mp3`)).blob()], `${name}.mp3`))
    );
    await datasets.upload('walk', files, names.map((name) => `${name}|Guten Tag.|Guten Tag.`).join('\n'));
    await datasets.export('walk');
    const id = await training.start({ dataset: 'walk', epochs: 1, batchSize: 1 });
    await new Promise((done) => setTimeout(done, 5000));
    await training.cancel(id);
  });
  expect(attempts).toEqual([]);
  expect(app.foreignRequests).toEqual([]);
  expect(app.errors).toEqual([]);
});

test('the page proves it: the counter stands at zero, and the browser refuses what is tried', async () => {
  const { page } = app;
  await page.goto(`${app.url}#/device`);
  await page.getByRole('link', { name: 'Prove it' }).click();
  await page.getByText("connect-src 'self'").waitFor();
  await page.getByText('0 to other servers').waitFor();
  await page.getByRole('button', { name: 'Try to reach another server' }).click();
  await page.getByText('Refused by the browser, for connect-src: nothing was sent.').waitFor();
  await page.getByText('0 to other servers').waitFor();
  expect(attempts).toEqual([]);
});
