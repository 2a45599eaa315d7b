/**
 * `npm run evening -- FOLDER [PICTURES]`: does on the screens of the built app what a person does with a folder of
 * recordings and their list, from New dataset to the exported voice, offline at the end, and prints how long each
 * part took. The times of docs/QUICK_TRAINING_START.md come from it. PICTURES is a folder for a screenshot of each part.
 */
import { mkdirSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { openApp, untilOffline } from '../e2e/app';

const text = 'Tonight my own voice reads this to me, and nothing of it has left the room.';

async function main(folder: string, pictures: string | undefined): Promise<void> {
  const files = (readdirSync(folder, { recursive: true }) as string[])
    .filter((name) => /\.(mp3|wav|m4a|csv)$/i.test(name))
    .map((name) => join(folder, name));
  const recordings = files.filter((name) => !name.endsWith('.csv')).length;
  if (pictures) mkdirSync(pictures, { recursive: true });
  const { page, context, foreignRequests, errors, close } = await openApp();
  await page.setViewportSize({ width: 1440, height: 900 });
  const main = page.getByRole('main');
  let begun = performance.now();
  let parts = 0;
  const part = async (name: string) => {
    const seconds = (performance.now() - begun) / 1000;
    console.log(`${seconds.toFixed(1).padStart(8)} s  ${name}`);
    if (pictures) {
      await page.waitForTimeout(1000);
      await page.screenshot({ path: join(pictures, `${++parts} ${name.replace(/\W+/g, ' ')}.png`) });
    }
    begun = performance.now();
  };

  // As text: what tsx makes of a named function cannot run in the page.
  await page.evaluate(`new Promise((heard, failed) => {
    const text = 'Hello. This is a voice at once.';
    window.ownvoice.speak('built-in:kath', text, { onAudio: () => heard() }).catch(failed);
  })`);
  await part('a visitor hears a built-in voice');
  await main.getByRole('button', { name: 'New dataset' }).click();
  await page.getByLabel('Name').fill('evening');
  await page.getByRole('button', { name: 'Create' }).click();
  await page.getByRole('heading', { level: 1, name: 'evening' }).waitFor();
  await part('a dataset is made');
  await page.locator('input[type=file]').first().setInputFiles(files);
  await page.getByText(`Ready ${recordings}`).waitFor({ timeout: 600_000 });
  await part(`${recordings} recordings are converted`);
  await main.getByRole('button', { name: 'Train', exact: true }).click();
  await page.getByRole('button', { name: 'Start training' }).click();
  const phase = (name: string) => page.locator('[aria-current=step]', { hasText: name });
  await phase('training').waitFor({ timeout: 600_000 });
  await part('clips are prepared');
  await phase('measuring').waitFor({ timeout: 7_200_000 });
  await part('the acoustic model is trained');
  await page.getByRole('link', { name: 'Speak with this voice' }).waitFor({ timeout: 7_200_000 });
  await part('the voice is measured, made and checked');
  await untilOffline(page);
  await context.setOffline(true);
  await page.getByRole('link', { name: 'Speak with this voice' }).click();
  await page.getByRole('textbox').first().fill(text);
  await page.getByRole('button', { name: 'Speak', exact: true }).click();
  await page.getByRole('button', { name: 'WAV' }).waitFor({ timeout: 60_000 });
  await part('a sentence is spoken, offline');
  const exported = await page.evaluate(async () => {
    const [voice] = await window.ownvoice.voices.list();
    return (await window.ownvoice.voices.export(voice!.id)).size;
  });
  await part(`the voice is exported (${(exported / 1e6).toFixed(1)} MB)`);
  console.log(`requests to elsewhere: ${foreignRequests.length}; errors: ${errors.length}`);
  for (const error of errors) console.log(`  ${error}`);
  await close();
}

const [folder, pictures] = process.argv.slice(2);
if (!folder) {
  console.error('Usage: npm run evening -- FOLDER [PICTURES]');
  process.exitCode = 1;
} else await main(resolve(folder), pictures && resolve(pictures));
