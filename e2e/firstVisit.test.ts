import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import { downloadChannel } from '../workers/keptFiles';
import { dist, openApp, untilOffline, type OpenApp } from './app';

let app: OpenApp;
afterEach(() => app?.close());

test('a first visit loads at most 100 kB of JavaScript, compressed, before the first screen can be used', async () => {
  app = await openApp();
  await app.page.getByRole('button', { name: 'New dataset' }).waitFor();
  await app.page.waitForLoadState('networkidle');
  // What the page asked for: its service worker's files are stored in the background.
  const loaded = await app.page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .map(({ name }) => new URL(name).pathname)
      .filter((path) => path.endsWith('.js') && path !== '/serviceWorker.js')
  );
  const scripts = [...new Set(loaded)].map((path) => ({
    path,
    bytes: gzipSync(readFileSync(dist + path)).length
  }));
  expect(scripts.some(({ path }) => path.startsWith('/assets/index-'))).toBe(true);
  const total = scripts.reduce((sum, { bytes }) => sum + bytes, 0);
  console.log(`Initial JavaScript: ${(total / 1000).toFixed(1)} kB compressed, in ${scripts.length} files`);
  expect(total).toBeLessThanOrEqual(100_000);
});

test('every screen can be opened from the first one', async () => {
  app = await openApp();
  const { page } = app;
  const open = (name: string) =>
    page.getByRole('navigation').getByRole('link', { name, exact: true }).click();
  for (const [link, title] of [
    ['Train', 'Train'],
    ['Voices', 'Voices'],
    ['Speak', 'Speak'],
    ['This device', 'This device']
  ] as const) {
    await open(link);
    await page.getByRole('heading', { level: 1, name: title }).waitFor();
  }
  expect(app.errors).toEqual([]);
});

test('a screen whose files are gone says so, and Reload brings it back', async () => {
  app = await openApp();
  const { page } = app;
  await page.route('**/assets/Voices-*.js', (route) => route.abort());
  await page.getByRole('link', { name: 'Voices' }).click();
  await page.getByText('This part of the app could not be loaded').waitFor();
  await page.unroute('**/assets/Voices-*.js');
  await page.getByRole('button', { name: 'Reload' }).click();
  await page.getByRole('heading', { level: 1, name: 'Voices' }).waitFor();
});

test('the app stores itself in the background and says when it is ready for offline', async () => {
  app = await openApp();
  await app.page.getByText('Ready for offline').waitFor({ timeout: 60_000 });
  await untilOffline(app.page);
  await app.page.goto(`${app.url}#/device`);
  await app.page.getByText('works offline').waitFor();
  await app.page.getByText(/All of the app is on this device \([\d.]+ MB\)/).waitFor();
  expect(app.errors).toEqual([]);
});

test('what a visitor waits for is shown with its size and how far it is', async () => {
  app = await openApp();
  const { page } = app;
  const tell = (over: boolean) =>
    page.evaluate(({ channel, news }) => new BroadcastChannel(channel).postMessage(news), {
      channel: downloadChannel,
      news: { url: 'x/base.safetensors', loaded: 3.4e6, bytes: 13.6e6, over }
    });
  await page.getByRole('button', { name: 'New dataset' }).waitFor();
  await tell(false);
  await page.getByText('13.6 MB, once').waitFor();
  const bar = page.getByRole('progressbar', { name: 'Loading: The base voice' });
  expect(await bar.getAttribute('aria-valuenow')).toBe('25');
  await tell(true);
  await bar.waitFor({ state: 'detached' });
});
