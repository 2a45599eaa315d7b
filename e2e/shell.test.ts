import { afterEach, expect, test } from 'vitest';
import { openApp, untilOffline, type OpenApp } from './app';

let app: OpenApp;
afterEach(() => app?.close());

const isolated = () => crossOriginIsolated;

test('after one visit the app opens with the network off, isolated and with everything it needs', async () => {
  app = await openApp();
  expect(await app.page.evaluate(isolated)).toBe(true);
  await untilOffline(app.page);
  await app.context.setOffline(true);
  await app.page.reload();
  await app.page.getByRole('main').waitFor();
  expect(await app.page.evaluate(isolated)).toBe(true);
  const sizes = await app.page.evaluate(async () => {
    const size = async (path: string) => (await (await fetch(path)).arrayBuffer()).byteLength;
    return [await size('base/base.safetensors'), await size('manifest.webmanifest')];
  });
  expect(sizes[0]).toBeGreaterThan(13e6);
  expect(sizes[1]).toBeGreaterThan(100);
  expect(app.foreignRequests).toEqual([]);
  expect(app.errors).toEqual([]);
});

test('on a host that sends no headers the page is isolated once the service worker is in place', async () => {
  app = await openApp(() => ({}));
  // The page reloads itself, once. It is not asked before: a question from here would count as a person's touch.
  await app.page.waitForEvent('load');
  expect(await app.page.evaluate(isolated)).toBe(true);
  const response = await app.page.reload();
  expect(response!.headers()['content-security-policy']).toContain("default-src 'none'");
  expect(await app.page.evaluate(isolated)).toBe(true);
});

test('the policy stops a request to another host and code made from text', async () => {
  app = await openApp();
  const refused = await app.page.evaluate(async () => {
    const fetched = await fetch('https://example.com/').then(
      () => 'fetched',
      () => 'refused'
    );
    const script = document.createElement('script');
    script.textContent = 'window.ran = true';
    document.head.append(script);
    // In a task of the page's own: what the debugger runs may evaluate.
    const evaluated = await new Promise((done) =>
      setTimeout(() => {
        try {
          done(new Function('return "evaluated"')());
        } catch {
          done('refused');
        }
      })
    );
    return { fetched, evaluated, ran: 'ran' in window };
  });
  expect(refused).toEqual({ fetched: 'refused', evaluated: 'refused', ran: false });
  expect(app.foreignRequests).toEqual([]);
});

test.each([
  ['dark', null, 'dark'],
  ['light', null, 'light'],
  ['light', 'dark', 'dark'],
  ['dark', 'light', 'light']
] as const)('under a %s system with %j chosen the first paint is %s', async (system, chosen, shown) => {
  app = await openApp();
  const { page } = app;
  await page.emulateMedia({ colorScheme: system });
  if (chosen) await page.evaluate((theme) => localStorage.setItem('ownvoice-theme', theme), chosen);
  // Without the app's own code only what is there before it can paint.
  await page.route('**/assets/*.js', (route) => route.abort());
  await page.reload({ waitUntil: 'load' });
  expect(await page.evaluate(() => document.documentElement.dataset['theme'])).toBe(shown);
});

test('an open page follows the system from light to dark, and tells when the network goes', async () => {
  app = await openApp();
  const { page } = app;
  await page.emulateMedia({ colorScheme: 'light' });
  await page.goto(`${app.url}#/device`);
  await page.locator('html[data-theme=light]').waitFor();
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.locator('html[data-theme=dark]').waitFor();
  await page.getByText('network is on').waitFor();
  await app.context.setOffline(true);
  await page.getByText('network is off').waitFor();
});
