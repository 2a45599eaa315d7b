import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openApp, type OpenApp } from './app';
import { faultsOf } from './axe';
import { recordedLife } from './recordedLife';

const emptyScreens = ['datasets', 'train', 'voices', 'speak', 'device'];
const filledScreens = [
  'datasets',
  'datasets/jane',
  'datasets/jane/record',
  'train',
  'train/jane_20260102030405',
  'train/jane_20260101030405',
  'voices',
  'speak',
  'device',
  'device/proof'
];

let app: OpenApp;
beforeAll(async () => {
  app = await openApp();
});
afterAll(() => app.close());

/** Opens a screen and returns what axe finds wrong with it, a line each, and whether it is wider than the window. */
async function faults(page: Page, screen: string): Promise<string[]> {
  await page.goto(`${app.url}#/${screen}`);
  await page.reload();
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.getByLabel('Loading', { exact: true }).waitFor({ state: 'detached' });
  return (await faultsOf(page)).map((fault) => `${screen}: ${fault}`);
}

for (const width of [360, 1440]) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test(`every screen, empty and filled, is accessible and fits in ${colorScheme} at ${width} px`, async () => {
      const { page } = app;
      await page.setViewportSize({ width, height: 800 });
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.goto(app.url);
      await page.evaluate(() => window.ownvoice.deleteEverything());
      const found: string[] = [];
      for (const screen of emptyScreens) found.push(...(await faults(page, screen)));
      await recordedLife(page);
      for (const screen of filledScreens) found.push(...(await faults(page, screen)));
      expect(found).toEqual([]);
      expect(app.errors).toEqual([]);
      expect(app.foreignRequests).toEqual([]);
    });
  }
}

test('a dataset is made, left and deleted with the keyboard alone, and Undo brings it back', async () => {
  const { page } = app;
  await page.goto(app.url);
  await page.evaluate(() => window.ownvoice.deleteEverything());
  await page.goto(`${app.url}#/datasets`);
  await page.reload();
  const open = page.getByRole('button', { name: 'New dataset' });
  await open.focus();
  await page.keyboard.press('Enter');
  const name = page.getByLabel('Name');
  await name.waitFor();
  await page.keyboard.type('Ann & Bob');
  await page.getByText('It will be called Ann_Bob').waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Ann_Bob' }).waitFor();
  await page.getByRole('button', { name: /^More for/ }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('menuitem', { name: 'Delete dataset' }).waitFor();
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  const undo = page.getByRole('button', { name: 'Undo' });
  await undo.waitFor();
  expect(await page.evaluate(async () => (await window.ownvoice.datasets.list()).length)).toBe(0);
  await undo.focus();
  await page.keyboard.press('Enter');
  await expect.poll(() => page.evaluate(async () => (await window.ownvoice.datasets.list()).length)).toBe(1);
});
