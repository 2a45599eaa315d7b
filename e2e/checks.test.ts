import { afterAll, beforeAll, expect, test } from 'vitest';
import { openApp, type OpenApp } from './app';

let app: OpenApp;
beforeAll(async () => {
  app = await openApp();
});
afterAll(() => app.close());

test('a wrong transcript is found, looked at, found right, and the finding brought back', async () => {
  const { page } = app;
  await page.getByRole('button', { name: /sample/ }).click();
  await page.getByRole('heading', { level: 1, name: 'sample' }).waitFor();
  await page.getByText('Ready 24').waitFor({ timeout: 120_000 });
  const swapped = page.getByRole('textbox', { name: 'Transcript of LJ001-0016' });
  await swapped.fill(await page.getByRole('textbox', { name: 'Transcript of LJ001-0005' }).inputValue());
  await swapped.press('Tab');
  const row = page
    .getByRole('listitem')
    .filter({ has: page.getByRole('button', { name: 'Play LJ001-0016' }) });
  const badge = row.getByRole('button', { name: 'wrong text?' });
  await badge.waitFor({ timeout: 300_000 });
  // The bound is for the last clip: the line above then has no word of what is still to be checked.
  await page.getByText(/Listen to \d+ clips? whose transcript/).waitFor({ timeout: 300_000 });

  await badge.press('Enter');
  expect(await badge.getAttribute('aria-expanded')).toBe('true');
  await row.getByText('does not seem to be what is said here').waitFor();
  await row.getByRole('button', { name: 'Looks right' }).press('Enter');
  await badge.waitFor({ state: 'detached' });
  expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('BUTTON');
  await page.getByRole('button', { name: 'Undo' }).click();
  await badge.waitFor();

  await page.reload();
  await page.getByRole('button', { name: /^To check/ }).click();
  await badge.waitFor();
  await page.goto(`${app.url}#/train/new:sample`);
  await page.getByText('a transcript that does not seem to fit').waitFor();
  expect(app.foreignRequests).toEqual([]);
  expect(app.errors).toEqual([]);
});
