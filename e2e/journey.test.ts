import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { estimateF0 } from '../src/audio/f0';
import { openApp, untilOffline, type OpenApp } from './app';
import { listOf, record, type RecordedFile } from './recordings';

const sentences = [
  'The harbour was quiet when the ferry came in from the islands.',
  'Nobody expected snow in the first week of May.',
  'She carried the old clock down to the kitchen and wound it.',
  'Every garden in this street has a pear tree behind the house.',
  'He asked for two tickets, a map, and a cup of strong tea.',
  'The longer road is prettier, but it takes half a day.',
  'My brother learned to whistle before he learned to read.',
  'They painted the door blue because the sea is green.',
  'A thin moon hung above the chimneys of the village.',
  'Please leave the window open, the bread is cooling.'
];
const spokenText = 'The ferry leaves the village in the first week of May.';

interface Spoken {
  samples: Float32Array;
  /** seconds */
  length: number;
}

let app: OpenApp;

/** Speaks through the API with nothing drawn at random, so that the same voice says the same twice. */
async function speak(voice: string, text: string, speed = 1): Promise<Spoken> {
  const { samples, sampleRate } = await app.page.evaluate(
    async ({ voice, text, speed }) => {
      const spoken = await window.ownvoice.speak(voice, text, { speed, noise: 0, expressiveness: 0 });
      return { samples: [...spoken.samples], sampleRate: spoken.sampleRate };
    },
    { voice, text, speed }
  );
  expect(sampleRate).toBe(22050);
  return { samples: Float32Array.from(samples), length: samples.length / sampleRate };
}

/** Median F0 in Hz over the voiced frames of several recordings. */
function medianF0(recordings: Float32Array[]): number {
  const voiced = recordings.flatMap((samples) => [...estimateF0(samples)].filter((hz) => hz > 0));
  return voiced.sort((a, b) => a - b)[voiced.length >> 1]!;
}

function loudness(samples: Float32Array): { rms: number; peak: number } {
  let sum = 0;
  let peak = 0;
  for (const x of samples) {
    sum += x * x;
    peak = Math.max(peak, Math.abs(x));
  }
  return { rms: Math.sqrt(sum / samples.length), peak };
}

/** The recordings of a dataset as the app decoded them. */
async function decoded(dataset: string): Promise<Float32Array[]> {
  const clips = await app.page.evaluate(async (dataset) => {
    const clips = (await window.ownvoice.datasets.clips(dataset))!.filter(({ state }) => state === 'ready');
    return Promise.all(clips.map(async ({ id }) => [...(await window.ownvoice.datasets.audio(id)).samples]));
  }, dataset);
  return clips.map((samples) => Float32Array.from(samples));
}

/** The newest run, as the app tells it. */
/** The newest run, with its curves and log. */
const newestRun = () =>
  app.page.evaluate(async () => {
    const { training } = window.ownvoice;
    return training.job((await training.jobs())[0]!.id);
  });

/** Waits until the run has done this many steps in this page. */
async function untilStep(step: number): Promise<void> {
  await expect
    .poll(async () => (await newestRun()).progress, { timeout: 180_000, interval: 200 })
    .toSatisfy((p) => p?.phase === 'training' && p.step >= step);
}

/** Clicks a button of the page's main part. */
const press = (name: string | RegExp) => app.page.getByRole('main').getByRole('button', { name }).click();

beforeAll(async () => {
  app = await openApp();
});
afterAll(async () => {
  await app?.close();
});

test('a visitor hears a built-in voice before there is any other, and can take it along', async () => {
  const { page } = app;
  await page.getByRole('button', { name: /^Hear / }).click();
  await page.getByRole('button', { name: 'Stop' }).waitFor();
  const kathleen = await speak('built-in:kath', spokenText);
  expect(kathleen.length).toBeGreaterThan(2);
  expect(kathleen.length).toBeLessThan(6);
  expect(medianF0([kathleen.samples])).toBeGreaterThan(140);
  expect(medianF0([kathleen.samples])).toBeLessThan(300);
  const { name, size } = await page.evaluate(async () => {
    const { name, size } = await window.ownvoice.voices.export('built-in:kath');
    return { name, size };
  });
  expect(name).toBe('en_US-Kathleen-medium.zip');
  expect(size).toBeLessThan(14e6);
  await expect(page.evaluate(() => window.ownvoice.voices.remove('built-in:kath'))).rejects.toThrow();
});

describe('from recordings to a voice that speaks offline', () => {
  let voice: string;
  let before: Spoken;

  test('recordings and their list are dropped in, and a reload in the middle loses none', async () => {
    const { page } = app;
    const files = await record('clip', sentences);
    await press('New dataset');
    await page.getByLabel('Name').fill('Ann & Bob');
    await page.getByRole('button', { name: 'Create' }).click();
    await page.getByRole('heading', { level: 1, name: 'Ann_Bob' }).waitFor();
    // The last one is not in the list, and one file is no recording.
    const list = listOf(files.slice(0, -1), sentences);
    const noAudio: RecordedFile = {
      name: 'notes.mp3',
      mimeType: 'audio/mpeg',
      buffer: Buffer.from('no audio')
    };
    await page
      .locator('input[type=file]')
      .first()
      .setInputFiles([...files, list, noAudio]);
    const states = () =>
      page.evaluate(async () => (await window.ownvoice.datasets.clips('Ann_Bob'))!.map(({ state }) => state));
    await expect.poll(states, { timeout: 60_000, interval: 50 }).toContain('ready');
    await page.reload();
    await expect
      .poll(async () => (await states()).sort(), { timeout: 60_000 })
      .toEqual(['failed', ...Array.from(sentences, () => 'ready')]);
    await page.getByText('needs transcript', { exact: true }).waitFor();
    const words = page.getByLabel('Transcript of clip-9');
    await words.fill(sentences[9]!);
    await words.blur();
    await page.reload();
    expect(await words.inputValue()).toBe(sentences[9]);
  });

  test('a run goes on after a pause, a reload and a reload in the middle, and its loss falls', async () => {
    const { page } = app;
    await press('Train');
    await page.getByLabel('Epochs').fill('0');
    await page
      .getByText(/Epochs/)
      .filter({ hasText: '1000' })
      .waitFor();
    await page.getByLabel('Epochs').fill('2');
    await page.getByLabel('Batch size').fill('1');
    await press('Start training');
    await untilStep(1);
    await press('Pause');
    await page.getByText('paused', { exact: true }).first().waitFor();
    const paused = (await newestRun()).progress!.step;
    await page.reload();
    await press('Resume');
    await untilStep(paused + 1);
    await page.reload();
    await page.getByText('goes on from the last checkpoint').waitFor();
    await press('Resume');
    await page.getByRole('link', { name: 'Speak with this voice' }).waitFor({ timeout: 240_000 });

    const run = await newestRun();
    expect(run.id).toMatch(/^Ann_Bob_\d{14}$/);
    expect(run.state).toBe('completed');
    expect(run.log.filter((line) => line.endsWith(`resumed at step ${paused}`))).toHaveLength(2);
    expect(run.skipped.map(({ clip }) => clip)).toEqual(['notes']);
    const steps = run.history.filter(({ step }) => step > 0);
    expect(steps.map(({ step }) => step)).toEqual(Array.from({ length: 18 }, (_, i) => i + 1));
    const heldOut = run.history.flatMap(({ heldOut }) => (heldOut ? [heldOut.total] : []));
    expect(heldOut).toHaveLength(3);
    expect(heldOut[2]).toBeLessThan(heldOut[0]!);
    voice = run.voice!;
  });

  test('the voice speaks at the pitch of its recordings, audibly and as fast as asked', async () => {
    const { page } = app;
    await page.getByRole('link', { name: 'Speak with this voice' }).click();
    await page.getByLabel('Text to speak').fill(spokenText);
    await press('Speak');
    await page.getByLabel('What was spoken').waitFor();

    before = await speak(voice, spokenText);
    expect(before.length).toBeGreaterThan(2);
    expect(before.length).toBeLessThan(6);
    const { rms, peak } = loudness(before.samples);
    expect(rms).toBeGreaterThan(0.01);
    expect(rms).toBeLessThan(0.3);
    expect(peak).toBeLessThanOrEqual(1);
    const own = medianF0(await decoded('Ann_Bob'));
    expect(medianF0([before.samples]) / own).toBeGreaterThan(0.8);
    expect(medianF0([before.samples]) / own).toBeLessThan(1.25);
    const fast = await speak(voice, spokenText, 1.5);
    expect(before.length / fast.length).toBeGreaterThan(1.25);
    expect(before.length / fast.length).toBeLessThan(1.75);
  });

  test('it is exported, deleted and imported again, and says the same', async () => {
    const { page } = app;
    await page.goto(`${app.url}#/voices`);
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export' }).first().click();
    const zip = await download;
    expect(zip.suggestedFilename()).toBe('en_US-Ann_Bob-medium.zip');
    const buffer = readFileSync(await zip.path());
    await press('More for Ann_Bob');
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await page.getByText('No voice of your own yet').waitFor();
    const file = { name: zip.suggestedFilename(), mimeType: 'application/zip', buffer };

    const cut = { ...file, buffer: buffer.subarray(0, buffer.length / 2) };
    await page.locator('input[type=file]').setInputFiles(cut);
    await page.getByRole('alert').waitFor();
    const origins = () =>
      page.evaluate(async () => (await window.ownvoice.voices.list()).map(({ origin }) => origin));
    expect(await origins()).toEqual(['built in', 'built in']);

    await page.locator('input[type=file]').setInputFiles(file);
    await page.getByText('imported', { exact: true }).waitFor();
    voice = await page.evaluate(async () => (await window.ownvoice.voices.list())[0]!.id);
    expect((await speak(voice, spokenText)).samples).toEqual(before.samples);
  });

  test('with the network off it opens and speaks as before', async () => {
    const { page, context } = app;
    await untilOffline(page);
    await context.setOffline(true);
    await page.reload();
    await page.getByRole('heading', { level: 1, name: 'Voices' }).waitFor();
    expect((await speak(voice, spokenText)).samples).toEqual(before.samples);
    await context.setOffline(false);
  });
});

test('from four recordings of a person a script makes a voice that has her pitch', async () => {
  const names = ['LJ001-0004', 'LJ001-0005', 'LJ001-0016', 'LJ001-0017'];
  const sample = new URL('../public/sample/', import.meta.url);
  const files = names.map((name) => [name, [...readFileSync(new URL(`${name}.mp3`, sample))]] as const);
  const list = readFileSync(new URL('metadata.csv', sample), 'utf8')
    .split('\n')
    .filter((line) => names.includes(line.split('|')[0]!))
    .join('\n');
  const run = await app.page.evaluate(
    async ({ files, list }) => {
      const { datasets, training } = window.ownvoice;
      const recordings = files.map(([name, bytes]) => new File([new Uint8Array(bytes)], `${name}.mp3`));
      await datasets.create('linda', { accent: 'en-us' });
      await datasets.upload('linda', recordings, list);
      return training.finished(await training.start({ dataset: 'linda', epochs: 1, batchSize: 2 }));
    },
    { files, list }
  );
  expect(run.error).toBeNull();
  expect(run.state).toBe('completed');
  const { samples, length } = await speak(run.voice!, spokenText);
  expect(length).toBeGreaterThan(2);
  expect(length).toBeLessThan(6);
  expect(medianF0([samples])).toBeGreaterThan(160);
  expect(medianF0([samples])).toBeLessThan(280);
});

test('on the whole journey nothing was asked of another address, and nothing failed unseen', () => {
  expect(app.foreignRequests).toEqual([]);
  expect(app.errors).toEqual([]);
});
