import { afterEach, expect, test } from 'vitest';
import { openApp, untilOffline, type OpenApp } from './app';
import { faultsOf } from './axe';
import { fakeMicrophone, humSeconds, untilQuiet } from './microphone';

let app: OpenApp;
afterEach(() => app?.close());

const allowed = '--use-fake-ui-for-media-stream';

/** Opens the recording screen of a new dataset, with the microphone allowed or not. */
async function openRecorder(flags: string[] = [allowed], accent: 'en-us' | 'de' = 'en-us'): Promise<void> {
  app = await openApp(undefined, [...fakeMicrophone(), ...flags]);
  await app.page.evaluate(
    (language) => window.ownvoice.datasets.create('jane', { accent: language }),
    accent
  );
  await app.page.goto(`${app.url}#/datasets/jane/record`);
  await app.page.getByRole('heading', { level: 1, name: 'Record' }).waitFor();
}

/** Lets the page use the microphone, where the browser does not already. */
async function allow(): Promise<void> {
  const use = app.page.getByRole('button', { name: 'Use the microphone' });
  const meter = app.page.getByRole('meter');
  await use.or(meter).first().waitFor();
  if (await use.isVisible()) {
    await use.focus();
    await app.page.keyboard.press('Enter');
  }
  await meter.waitFor();
}

async function startReading(): Promise<void> {
  await allow();
  const start = app.page.getByRole('button', { name: 'Start reading' });
  await app.page.waitForFunction(() =>
    [...document.querySelectorAll('button')].some(
      (b) => b.textContent?.includes('Start reading') && !b.disabled
    )
  );
  await start.focus();
  await app.page.keyboard.press('Enter');
  await app.page.getByText(/^Sentence \d+ of/).waitFor();
}

/** Reads one sentence with the keyboard: the hum between two silences. */
async function read(key: 'Space' | 'r' = 'Space'): Promise<void> {
  await untilQuiet(app.page);
  await app.page.waitForTimeout(400);
  await app.page.keyboard.press(key);
  await untilQuiet(app.page);
  await app.page.waitForTimeout(200);
  await app.page.keyboard.press('Space');
  await app.page.getByText(/^Stored, /).waitFor({ timeout: 20_000 });
}

const prompt = () => app.page.locator('.prompt').innerText();

/** The clips with their audio, once they are converted. */
async function takes() {
  const unready = () =>
    app.page.evaluate(
      async () =>
        ((await window.ownvoice.datasets.clips('jane')) ?? []).filter((c) => c.state !== 'ready').length
    );
  await expect.poll(unready, { timeout: 60_000 }).toBe(0);
  return app.page.evaluate(async () => {
    const clips = (await window.ownvoice.datasets.clips('jane')) ?? [];
    return Promise.all(
      clips.map(async (clip) => ({ ...clip, used: await window.ownvoice.datasets.audio(clip.id) }))
    );
  });
}

test('sentences are read, played, read again and stored with the keyboard alone', async () => {
  await openRecorder();
  const { page } = app;
  await startReading();
  const first = await prompt();
  expect(await faultsOf(page)).toEqual([]);
  await read();
  expect(await faultsOf(page)).toEqual([]);
  const [take] = await takes();
  expect(take).toMatchObject({ name: 'take-001', state: 'ready', transcript: first });
  // The silence around the hum is there and not used.
  const seconds = (take?.used.samples.length ?? 0) / 22_050;
  expect(seconds).toBeGreaterThan(humSeconds);
  expect(seconds).toBeLessThan(humSeconds + 0.6);
  expect((take?.samples ?? 0) / 22_050).toBeGreaterThan(humSeconds + 1);
  // It is the hum, at its pitch: 140 Hz cross zero 280 times a second.
  const middle = take?.used.samples ? Object.values(take.used.samples).slice(11_025, 22_050) : [];
  const crossings = middle.filter((sample, i) => sample < 0 !== (middle[i - 1] ?? sample) < 0).length;
  expect(crossings / 0.5).toBeGreaterThan(270);
  expect(crossings / 0.5).toBeLessThan(290);

  await page.keyboard.press('Space');
  await page.getByRole('button', { name: 'Stop' }).waitFor();
  await page.getByRole('button', { name: 'Play' }).waitFor();
  await read('r');
  expect(await takes()).toHaveLength(1);

  await page.keyboard.press('Enter');
  await page.getByText('Sentence 2 of 256').waitFor();
  expect(await prompt()).not.toBe(first);
  await page.keyboard.press('ArrowLeft');
  await page.getByRole('button', { name: 'Play' }).waitFor();
  expect(await prompt()).toBe(first);
  expect(app.errors).toEqual([]);
  expect(app.foreignRequests).toEqual([]);
});

test('with the network off a sentence is read, and the next visit goes on behind it', async () => {
  await openRecorder();
  const { page } = app;
  await untilOffline(page);
  await app.context.setOffline(true);
  await page.reload();
  await startReading();
  const first = await prompt();
  await read();
  await takes();
  await page.reload();
  await startReading();
  await page.getByText('Sentence 2 of 256').waitFor();
  expect(await prompt()).not.toBe(first);
  expect(app.errors).toEqual([]);
});

test('one clip is recorded again, and the earlier recording is kept', async () => {
  await openRecorder();
  const { page } = app;
  await startReading();
  const sentence = await prompt();
  await read();
  await takes();
  await page.goto(`${app.url}#/datasets/jane/record/take-001`);
  await page.getByRole('heading', { level: 1, name: 'Record take-001 again' }).waitFor();
  await startReading();
  expect(await prompt()).toBe(sentence);
  await read();
  await page.keyboard.press('Enter');
  await page.getByText('Recorded again').waitFor();
  expect(await takes()).toHaveLength(1);
  const kept = await page.evaluate(async () => {
    const db = await new Promise<IDBDatabase>((opened) => {
      const request = indexedDB.open('ownvoice');
      request.onsuccess = () => opened(request.result);
    });
    return new Promise((counted) => {
      const request = db.transaction('replacedAudio').objectStore('replacedAudio').count();
      request.onsuccess = () => counted(request.result);
    });
  });
  expect(kept).toBe(1);
});

test('the room is listened to, consent is ticked or said aloud, and both are kept', async () => {
  await openRecorder();
  const { page } = app;
  await allow();
  await page.getByRole('button', { name: 'Listen to the room' }).click();
  // The fake microphone hums: no room for a recording.
  await page.getByText(/^-\d+ dBFS\./).waitFor();
  await page.getByText('Too noisy').waitFor();
  const consent = () =>
    page.evaluate(
      async () => (await window.ownvoice.datasets.list()).find(({ id }) => id === 'jane')?.consent
    );
  await page.getByLabel("Another person's, who gave permission").check();
  await expect.poll(consent).toMatchObject({ by: 'permission', recorded: false });
  await page.getByRole('button', { name: 'Say it' }).click();
  await page.waitForTimeout(1000);
  await page.getByRole('button', { name: 'Stop and keep' }).click();
  await expect.poll(consent).toMatchObject({ by: 'permission', recorded: true });
  await page.getByText(/^Said aloud on/).waitFor();
  expect(await faultsOf(page)).toEqual([]);
  await page.getByRole('button', { name: 'Take back' }).click();
  await expect.poll(consent).toBeNull();
  expect(app.errors).toEqual([]);
});

test('in another language a page of text is pasted and cut into sentences', async () => {
  await openRecorder([allowed], 'de');
  const { page } = app;
  await page.getByText('Ownvoice has sentences in English only.').waitFor();
  await page.getByLabel('Your text').fill(' 12 ');
  await page.getByRole('button', { name: 'Read this text' }).click();
  await page.getByText('There are no words in this text.').waitFor();
  await page.getByLabel('Your text').fill('Das ist der erste lange Satz. Und das hier ist schon der zweite.');
  await page.getByRole('button', { name: 'Read this text' }).click();
  await page.getByText('Your own text, in its order: 2 sentences left of 2.').waitFor();
  await startReading();
  expect(await prompt()).toBe('Das ist der erste lange Satz.');
});

test('a microphone that is refused is said, with what to do', async () => {
  await openRecorder(['--deny-permission-prompts']);
  await app.page.getByRole('button', { name: 'Use the microphone' }).click();
  await app.page.getByText('The browser did not allow the microphone.').waitFor();
});

test('a microphone that is pulled out in mid-take, or a hidden page, ends the take and keeps nothing', async () => {
  app = await openApp(undefined, [...fakeMicrophone(), allowed]);
  const { page } = app;
  // The stream is kept where the test can end it.
  await page.addInitScript(`
    const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    navigator.mediaDevices.getUserMedia = async (wishes) => (globalThis.opened = await open(wishes));
  `);
  await page.evaluate(() => window.ownvoice.datasets.create('jane'));
  await page.goto(`${app.url}#/datasets/jane/record`);
  await page.reload();
  await startReading();
  await page.keyboard.press('Space');
  await page.getByText('Recording: read it').waitFor();
  await page.evaluate(() => {
    Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
    Object.defineProperty(document, 'visibilityState', { value: 'visible', configurable: true });
  });
  await page.getByText('This page was out of sight').waitFor();
  await page.keyboard.press('Space');
  await page.getByText('Recording: read it').waitFor();
  await page.evaluate(() => {
    const { opened } = globalThis as unknown as { opened: MediaStream };
    for (const track of opened.getTracks()) track.dispatchEvent(new Event('ended'));
  });
  await page
    .getByText('The microphone was unplugged or taken away. What was being read is not kept.')
    .waitFor();
  expect(await takes()).toEqual([]);
  await page.getByRole('button', { name: 'Use the microphone' }).click();
  await page.getByText(/^Sentence 1 of/).waitFor();
});
