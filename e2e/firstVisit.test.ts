import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import { dist, openApp, type OpenApp } from './app';

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
  const open = (name: string) => page.getByRole('navigation').getByRole('link', { name }).click();
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
