import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openApp, type OpenApp } from './app';
import { recordedLife } from './recordedLife';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const clipId = 'jane/jane-003';

let app: OpenApp;
beforeAll(async () => {
  app = await openApp();
});
afterAll(() => app.close());

/** Opens the screen of the dataset anew, and the editor of one of its clips. */
async function openEditor() {
  const { page, url } = app;
  await page.goto(`${url}#/datasets/jane`);
  await page.reload();
  const repair = page.getByRole('button', { name: 'Repair jane-003' });
  await repair.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('slider', { name: 'Start of jane-003' }).waitFor();
}

beforeEach(async () => {
  const { page, url } = app;
  await page.evaluate(() => window.ownvoice.deleteEverything());
  await page.goto(`${url}#/datasets`);
  await page.reload();
  await recordedLife(page);
  await openEditor();
});

const clip = (id = clipId) => app.page.evaluate((id) => window.ownvoice.datasets.clip(id), id);

test('a clip is trimmed with the keyboard alone, and Ctrl+Z takes it back', async () => {
  const { page } = app;
  await page.getByRole('slider', { name: 'Start of jane-003' }).focus();
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('ArrowRight');
  await expect.poll(async () => (await clip())?.edit).toEqual({ from: 4631, to: 88_200, gain: 0 });
  const start = page.getByRole('slider', { name: 'Start of jane-003' });
  expect(await start.getAttribute('aria-valuetext')).toBe('0.21 seconds');
  await page.getByText('edited', { exact: true }).waitFor();
  await page.keyboard.press('Control+z');
  await expect.poll(async () => (await clip())?.edit).toBeNull();
  await expect.poll(() => start.getAttribute('aria-valuetext')).toBe('0.00 seconds');
  await page.keyboard.press('Escape');
  expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe(
    'Repair jane-003'
  );
});

test('a handle follows the pointer', async () => {
  const { page } = app;
  const end = page.getByRole('slider', { name: 'End of jane-003' });
  const wave = await page.getByRole('group', { name: /^Waveform of jane-003/ }).boundingBox();
  const box = await end.boundingBox();
  if (!wave || !box) throw new Error('The waveform is not on the screen.');
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(wave.x + 0.75 * wave.width, box.y + box.height / 2, { steps: 4 });
  await page.mouse.up();
  await expect.poll(async () => (await clip())?.edit?.to).toBeGreaterThan(65_000);
  expect((await clip())?.edit?.to).toBeLessThan(67_000);
});

test('a clip is split with its words, and Undo makes one of the two', async () => {
  const { page } = app;
  await page.getByRole('button', { name: 'Split', exact: true }).press('Enter');
  await page.getByLabel('Words of the first part').fill('For although the Chinese took impressions');
  await page.getByLabel('Words of the second part').fill('from wood blocks.');
  await page.getByRole('button', { name: 'Split into two clips' }).press('Enter');
  await page.getByRole('button', { name: 'Repair jane-003_2' }).waitFor();
  expect((await clip())?.transcript).toBe('For although the Chinese took impressions');
  expect((await clip('jane/jane-003_2'))?.transcript).toBe('from wood blocks.');
  await page.getByRole('button', { name: 'Undo' }).last().press('Enter');
  await expect.poll(() => clip('jane/jane-003_2')).toBeNull();
  expect((await clip())?.edit).toBeNull();
});

test('a clip is left out, taken in again, and recorded again with a way back', async () => {
  const { page } = app;
  await page.getByRole('button', { name: 'Leave it out' }).press('Enter');
  await page.getByText('left out', { exact: true }).waitFor();
  expect((await clip())?.excluded).toBe(true);
  await page.getByRole('button', { name: 'Use it' }).press('Enter');
  await expect.poll(async () => (await clip())?.excluded).toBe(false);
  await page.evaluate((id) => window.ownvoice.datasets.replaceAudio(id, new Float32Array(22_050)), clipId);
  await page.getByRole('button', { name: 'Earlier recording, 4.0 s' }).press('Enter');
  await page.getByRole('button', { name: 'Earlier recording, 1.0 s' }).waitFor();
  expect((await clip())?.samples).toBe(88_200);
});

test('the editor is accessible and fits, in light and dark, narrow and wide', async () => {
  const { page } = app;
  for (const width of [360, 1440])
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.setViewportSize({ width, height: 800 });
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await openEditor();
      const found = await page.evaluate(
        `(async () => {
          ${axeSource};
          const { violations } = await axe.run();
          return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ': ' + html.slice(0, 200)));
        })()`
      );
      expect(found).toEqual([]);
      expect(
        await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
      ).toBeLessThanOrEqual(0);
    }
  expect(app.errors).toEqual([]);
  expect(app.foreignRequests).toEqual([]);
});
