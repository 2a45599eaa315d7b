import { readFileSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import { openApp, type OpenApp } from './app';

let app: OpenApp;
afterEach(() => app?.close());

test('everything is backed up on one device and restored on another, where the voice speaks', async () => {
  app = await openApp();
  await app.page.evaluate(async () => {
    const { datasets, voices } = window.ownvoice;
    await datasets.create('jane', { accent: 'en-us' });
    const recording = await (await fetch('sample/LJ001-0004.mp3')).blob();
    await datasets.upload('jane', [new File([recording], 'a.mp3')], 'a|Produced the block books.');
    await voices.import(await voices.export('built-in:kath'));
  });
  await app.page.goto(`${app.url}#/device`);
  await app.page.getByRole('list').getByRole('link', { name: 'jane' }).waitFor();
  const download = app.page.waitForEvent('download');
  await app.page.getByRole('button', { name: 'Back up everything' }).click();
  const file = await (await download).path();
  expect((await download).suggestedFilename()).toMatch(/^ownvoice-\d{4}-\d\d-\d\d\.zip$/);
  const backup = readFileSync(file);
  await app.page.getByText(/^Saved ownvoice-/).waitFor();
  expect(app.errors).toEqual([]);
  await app.close();

  app = await openApp();
  const { page } = app;
  await page.goto(`${app.url}#/device`);
  const picked = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Restore a backup' }).click();
  await (await picked).setFiles({ name: 'backup.zip', mimeType: 'application/zip', buffer: backup });
  await page.getByText('Restored 1 dataset, 0 runs, 1 voice.').waitFor({ timeout: 60_000 });
  const { clip, seconds } = await page.evaluate(async () => {
    const { datasets, voices, speak } = window.ownvoice;
    const [clip] = (await datasets.clips('jane'))!;
    const voice = (await voices.list()).find(({ origin }) => origin !== 'built in')!;
    const { samples, sampleRate } = await speak(voice.id, 'This is another device.');
    return { clip, seconds: samples.length / sampleRate };
  });
  expect(clip).toMatchObject({ state: 'ready', transcript: 'Produced the block books.' });
  expect(seconds).toBeGreaterThan(1);

  // A voice's own zip is no backup.
  const again = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Restore a backup' }).click();
  await (await again).setFiles({ name: 'x.zip', mimeType: 'application/zip', buffer: Buffer.from('PK') });
  await page.getByRole('alert').filter({ hasText: 'not a backup' }).waitFor();
  expect(app.errors).toEqual([]);
  expect(app.foreignRequests).toEqual([]);
});
