import { afterAll, beforeAll, expect, test } from 'vitest';
import { openApp, type OpenApp } from './app';
import { record } from './recordings';

const sentences = [
  'The birch canoe slid on the smooth planks.',
  'Glue the sheet to the dark blue background.',
  'Is it easy to tell the depth of a well?'
];

let app: OpenApp;
beforeAll(async () => {
  app = await openApp();
});
afterAll(() => app.close());

test('one long recording is cut by its text, its cuts are changed, and it becomes clips', async () => {
  const { page, url } = app;
  // A pause of a comma is shorter than that of a sentence; the three are one file.
  const [file] = await record('reading', [sentences.join(' ')]);
  if (!file) throw new Error('Nothing was recorded.');
  await page.evaluate(() => window.ownvoice.datasets.create('jane', { accent: 'en-us' }));
  await page.goto(`${url}#/datasets/jane`);
  await page.reload();
  await page.getByRole('button', { name: 'One long recording' }).press('Enter');
  await page.locator('input[type=file][aria-label="Choose the recording"]').setInputFiles(file);
  await page.getByLabel('What is read in it').fill(sentences.join(' '));
  await page.getByRole('button', { name: 'Find the cuts' }).press('Enter');
  await page.getByLabel('Words of part 3').waitFor({ timeout: 120_000 });
  for (const [i, sentence] of sentences.entries())
    expect(await page.getByLabel(`Words of part ${i + 1}`).inputValue()).toBe(sentence);

  const cut = page.getByRole('slider', { name: 'Cut between part 1 and part 2' });
  const before = Number(await cut.getAttribute('aria-valuenow'));
  await cut.focus();
  await page.keyboard.press('ArrowRight');
  expect(Number(await cut.getAttribute('aria-valuenow'))).toBeCloseTo(before + 0.01, 5);
  await page.keyboard.press('Control+z');
  expect(Number(await cut.getAttribute('aria-valuenow'))).toBeCloseTo(before, 5);
  await page.getByRole('button', { name: 'Join with next: part 1' }).press('Enter');
  await page.getByLabel('Words of part 3').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Undo' }).press('Enter');
  await page.getByRole('button', { name: 'Leave out part 2' }).press('Enter');
  await page.getByLabel('Words of part 3').fill('Is it easy to tell?');
  await page.getByRole('button', { name: 'Make 2 clips' }).press('Enter');
  await page.getByRole('button', { name: 'Repair reading-0-002' }).waitFor();
  const clips = await page.evaluate(() => window.ownvoice.datasets.clips('jane'));
  expect(clips?.map(({ name, state, transcript }) => [name, state, transcript])).toEqual([
    ['reading-0-001', 'ready', sentences[0]],
    ['reading-0-002', 'ready', 'Is it easy to tell?']
  ]);
  await page.getByRole('button', { name: 'Undo' }).press('Enter');
  await expect
    .poll(async () => (await page.evaluate(() => window.ownvoice.datasets.clips('jane')))?.length)
    .toBe(0);
  expect(app.errors).toEqual([]);
  expect(app.foreignRequests).toEqual([]);
});

test('what is no recording, and a text that is not of it, are said where the person looks', async () => {
  const { page, url } = app;
  await page.goto(`${url}#/datasets/jane`);
  await page.reload();
  await page.getByRole('button', { name: 'One long recording' }).click();
  const input = page.locator('input[type=file][aria-label="Choose the recording"]');
  await input.setInputFiles({
    name: 'letter.mp3',
    mimeType: 'audio/mpeg',
    buffer: Buffer.from('Dear all. '.repeat(99))
  });
  await page.getByLabel('What is read in it').fill('Dear all.');
  await page.getByRole('button', { name: 'Find the cuts' }).click();
  await page
    .getByRole('alert')
    .filter({ hasText: 'not audio that can be read' })
    .waitFor({ timeout: 60_000 });
  const [file] = await record('reading', [sentences.join(' ')]);
  if (!file) throw new Error('Nothing was recorded.');
  await page.locator('input[type=file][aria-label="Another recording"]').setInputFiles(file);
  await page.getByLabel('What is read in it').fill(sentences.join(' ').repeat(20));
  await page.getByRole('button', { name: 'Find the cuts' }).click();
  await page.getByRole('alert').filter({ hasText: 'too many for' }).waitFor({ timeout: 60_000 });
});
