import { afterAll, beforeAll, expect, test } from 'vitest';
import { openApp, type OpenApp } from './app';

const text = `Every voice is worth keeping. Dr. Lee paid $3.50 for it, and 你好 was never read.\n\n${'The longer road is prettier, but it takes half a day. '.repeat(6)}`;
let app: OpenApp;

/** What Web Audio was told to play: when, how long, and the time at which it was told. */
interface Started {
  at: number;
  seconds: number;
  told: number;
}
const started = () => app.page.evaluate<Started[]>('window.started');
const button = (name: string) => app.page.getByRole('button', { name, exact: true }).first();
const marked = () => app.page.locator('mark').textContent({ timeout: 60_000 });

beforeAll(async () => {
  app = await openApp();
  await app.page.goto(`${app.url}#/speak`);
  await app.page.evaluate(`
    window.started = [];
    const start = AudioBufferSourceNode.prototype.start;
    AudioBufferSourceNode.prototype.start = function (at) {
      window.started.push({ at, seconds: this.buffer.duration, told: this.context.currentTime });
      return start.call(this, at);
    };`);
  await app.page.getByLabel('Text to speak').fill(text);
});
afterAll(() => app.close());

test('a text is read without a gap, its words are marked, and what is left out is named', async () => {
  await button('Speak').click();
  await app.page.locator('mark').waitFor({ timeout: 60_000 });
  await expect.poll(async () => (await started()).length, { timeout: 60_000 }).toBeGreaterThanOrEqual(4);
  const all = await started();
  for (const [i, { at, seconds }] of all.slice(0, -1).entries()) {
    expect(all[i + 1]!.at).toBeCloseTo(at + seconds, 6);
    expect(all[i + 1]!.told).toBeLessThan(all[i + 1]!.at);
  }
  expect(text).toContain(await marked());
  await app.page.getByText('“你好” is left out').waitFor({ timeout: 60_000 });
});

test('it is paused, goes on, skips by sentence, starts at a word that is pointed at, and stops', async () => {
  await button('Pause').click();
  const word = await marked();
  await app.page.waitForTimeout(400);
  expect(await marked()).toBe(word);
  await button('Go on').click();
  await button('Next sentence').click();
  await expect.poll(async () => text.indexOf((await marked()) ?? '?')).toBeGreaterThan(28);
  await app.page.getByLabel('Text to speak').evaluate((area: HTMLTextAreaElement, at) => {
    area.setSelectionRange(at, at);
    area.dispatchEvent(new MouseEvent('click', { bubbles: true }));
  }, text.indexOf('keeping'));
  await expect.poll(marked, { timeout: 30_000 }).toBe('keeping');
  await button('Stop').click();
  expect(await app.page.locator('mark').count()).toBe(0);
});

test('a reading is kept as MP3, and a voice remembers how it spoke', { timeout: 120_000 }, async () => {
  await app.page.getByLabel('Text to speak').fill('One. And two.');
  await app.page.getByRole('slider', { name: /^Speed/ }).press('ArrowRight');
  await button('Speak').click();
  await app.page.getByLabel('What was spoken').waitFor({ timeout: 60_000 });
  const [download] = await Promise.all([
    app.page.waitForEvent('download', { timeout: 60_000 }),
    button('MP3').click()
  ]);
  expect(download.suggestedFilename()).toBe('One_And_two.mp3');
  await app.page.reload();
  expect(await app.page.getByLabel('Text to speak').inputValue()).toBe('One. And two.');
  await app.page.getByText('1.05×').waitFor();
});

test('a pronunciation is heard, added, followed and removed', async () => {
  const { page } = app;
  await button('Pronunciations').click();
  await page.getByLabel('Word', { exact: true }).fill('tomato');
  await page.getByLabel('Is said').fill('[[təmˈɑːtoʊ]]');
  await button('Hear it').click();
  await button('Add').click();
  await page.getByRole('button', { name: 'Hear tomato' }).click();
  const said = () =>
    page.evaluate(async () => (await window.ownvoice.reading('tomato', 'built-in:kath')).phonemes);
  expect(await said()).toBe('təmˈɑːtoʊ');
  await button('Remove tomato').click();
  await page.getByRole('button', { name: 'Hear tomato' }).waitFor({ state: 'detached' });
  expect(await said()).toBe('təmˈeɪɾoʊ');
});

test('nothing went wrong, and nothing was asked of another address', () => {
  expect(app.errors).toEqual([]);
  expect(app.foreignRequests).toEqual([]);
});
