/**
 * The pictures of README.md: the built app in Chromium, with the sample dataset, a run of three epochs and the voice
 * that comes of it. Run: npm run build && npx tsx tools/screenshots.ts
 */
import { mkdirSync } from 'node:fs';
import { openApp } from '../e2e/app';

const folder = new URL('../docs/screenshots/', import.meta.url).pathname;

async function main() {
  mkdirSync(folder, { recursive: true });
  const { page, close } = await openApp();
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  const picture = async (name: string) => {
    // Waveforms and curves are drawn a moment after the rest.
    await page.waitForTimeout(1000);
    await page.screenshot({ path: `${folder}${name}.png` });
    console.log(`docs/screenshots/${name}.png`);
  };

  await page.getByRole('heading', { level: 1 }).waitFor();
  await picture('welcome');
  await page.getByRole('button', { name: 'Try with a sample' }).click();
  await page.getByText('Ready 24').waitFor({ timeout: 120_000 });
  await picture('dataset');
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await page.getByRole('button', { name: /^Quick/ }).click();
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  await page.getByRole('button', { name: 'Start training' }).click();
  // Two epochs: enough of the curve to see it fall.
  const epochs = () =>
    page.evaluate(async () => (await window.ownvoice.training.jobs())[0]?.progress?.epoch ?? 0);
  while ((await epochs()) < 2) await page.waitForTimeout(500);
  await picture('run');
  await page.getByRole('link', { name: 'Speak with this voice' }).click({ timeout: 600_000 });
  await page.getByRole('button', { name: 'Speak', exact: true }).click();
  await page.getByRole('button', { name: 'WAV' }).waitFor({ timeout: 60_000 });
  await picture('speak');
  await close();
}

await main();
