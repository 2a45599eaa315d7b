import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openApp, untilOffline, type OpenApp } from './app';

const dist = new URL('../dist/', import.meta.url);
const recording = readFileSync(new URL('../public/sample/LJ001-0004.mp3', import.meta.url));

let app: OpenApp;
beforeAll(async () => {
  app = await openApp();
});
afterAll(() => app?.close());

/** The log of a run on one recording, once its clip is prepared or it has failed; the run is then cancelled. */
async function preparation(name: string, accent: 'de' | 'ru', transcript: string): Promise<string[]> {
  const files = { name, accent, transcript, bytes: [...recording] };
  return app.page.evaluate(async ({ name, accent, transcript, bytes }) => {
    const { datasets, training } = window.ownvoice;
    await datasets.create(name, { accent });
    await datasets.upload(
      name,
      [new File([new Uint8Array(bytes)], 'a.mp3')],
      `a|${transcript}|${transcript}`
    );
    const id = await training.start({ dataset: name, epochs: 1, batchSize: 1 });
    for (;;) {
      const { log, state } = await training.job(id);
      if (state === 'failed' || log.some((line) => line.includes('prepared'))) {
        await training.cancel(id);
        return log;
      }
      await new Promise((done) => setTimeout(done, 200));
    }
  }, files);
}

/** Files in the cache that espeakNg.ts keeps. */
const kept = () =>
  app.page.evaluate(async () => {
    if (!(await caches.has('espeak-ng'))) return [];
    return (await (await caches.open('espeak-ng')).keys()).map(({ url }) => url);
  });

test('eSpeak NG is a file of its own that the service worker does not load ahead of time', () => {
  const wasm = readdirSync(new URL('assets/', dist)).filter((name) => /^espeak-ng-.*\.wasm$/.test(name));
  expect(wasm).toHaveLength(1);
  const worker = readFileSync(new URL('serviceWorker.js', dist), 'utf8');
  expect(worker).toContain('base/base.safetensors');
  expect(worker).toMatch(/assets\/ort-wasm[^"]*\.wasm/);
  expect(worker).not.toMatch(/assets\/espeak-ng[^"]*\.wasm/);
});

test('a dataset in German loads it once, and then one in Russian works with the network off', async () => {
  await untilOffline(app.page);
  expect(await kept()).toEqual([]);
  const german = await preparation(
    'hans',
    'de',
    'Die frühen Drucker folgten dem Gebrauch ihrer Zeit, und das war gut.'
  );
  expect(german).toContainEqual(expect.stringContaining('1 clips prepared'));
  expect(await kept()).toEqual([expect.stringMatching(`^${app.url}assets/espeak-ng-.*\\.wasm$`)]);
  await app.context.setOffline(true);
  await app.page.reload();
  await app.page.getByRole('main').waitFor();
  const russian = await preparation(
    'ivan',
    'ru',
    'Первые печатники следовали обычаю своего времени, и это было хорошо.'
  );
  expect(russian).toContainEqual(expect.stringContaining('1 clips prepared'));
});

test('a language that the base voice has not heard is chosen after a sentence that says so', async () => {
  const { page } = app;
  await page.goto(`${app.url}#/datasets`);
  await page.getByRole('main').getByRole('button', { name: 'New dataset' }).click();
  await page.getByLabel('Name').fill('ania');
  await page.getByLabel('Language').selectOption('German');
  const warning = page.getByText('The base voice has not heard Polish');
  await page.getByLabel('Language').selectOption('Polish');
  await warning.waitFor();
  await page.getByLabel('Language').selectOption('Spanish (Latin America)');
  await warning.waitFor({ state: 'detached' });
  await page.getByLabel('Language').selectOption('Polish');
  await page.getByRole('button', { name: 'Create' }).click();
  await page.getByRole('heading', { level: 1, name: 'ania' }).waitFor();
  await page.getByText('Polish', { exact: true }).waitFor();
  const refused = page.evaluate(() => window.ownvoice.datasets.create('x', { accent: 'xx' as 'de' }));
  await expect(refused).rejects.toThrow('"xx" is no language that can be chosen');
});

test('nothing was asked of another address, and the policy stopped nothing', () => {
  expect(app.foreignRequests).toEqual([]);
  expect(app.errors).toEqual([]);
});
