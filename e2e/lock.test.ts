import { afterAll, beforeAll, expect, test } from 'vitest';
import { openApp, type OpenApp } from './app';

const passphrase = 'a few quiet words';
const secret = 'Nobody may read this sentence.';
let app: OpenApp;

beforeAll(async () => {
  app = await openApp();
});
afterAll(() => app?.close());

/** Whether the text stands in the clear in anything that the database holds. */
const inTheClear = (text: string) =>
  app.page.evaluate(async (text) => {
    const db = await new Promise<IDBDatabase>((opened) => {
      const request = indexedDB.open('ownvoice');
      request.onsuccess = () => opened(request.result);
    });
    let found = 0;
    const seen = (value: unknown): boolean => {
      if (typeof value === 'string') return value.includes(text);
      if (ArrayBuffer.isView(value))
        return new TextDecoder('latin1')
          .decode(new Uint8Array(value.buffer, value.byteOffset, value.byteLength))
          .includes(text);
      return typeof value === 'object' && value !== null && Object.values(value).some(seen);
    };
    for (const store of db.objectStoreNames) {
      const records = await new Promise<unknown[]>((read) => {
        const request = db.transaction(store).objectStore(store).getAll();
        request.onsuccess = () => read(request.result as unknown[]);
      });
      found += records.filter(seen).length;
    }
    db.close();
    return found;
  }, text);

test('a passphrase is set on the screen, and what is stored is no longer in the clear', async () => {
  const { page } = app;
  await page.evaluate(async (secret) => {
    const { datasets, voices } = window.ownvoice;
    await datasets.create('jane');
    const recording = await (await fetch('sample/LJ001-0004.mp3')).blob();
    await datasets.upload('jane', [new File([recording], 'a.mp3')], `a|${secret}`);
    await voices.import(await voices.export('built-in:kath'));
  }, secret);
  expect(await inTheClear(secret)).toBeGreaterThan(0);
  await page.goto(`${app.url}#/device`);
  await page.getByRole('button', { name: 'Set a passphrase' }).click();
  await page.getByLabel('New passphrase').fill(passphrase);
  await page.getByLabel('Once more').fill('something else');
  await page.getByRole('button', { name: 'Set it and encrypt' }).click();
  await page.getByText('are not the same').waitFor();
  await page.getByLabel('Once more').fill(passphrase);
  await page.getByRole('button', { name: 'Set it and encrypt' }).click();
  await page.getByRole('button', { name: 'Lock now' }).waitFor({ timeout: 60_000 });
  expect(await inTheClear(secret)).toBe(0);
});

test('unlocked, everything works as ever: in workers, in another tab, and with a backup', async () => {
  const { page } = app;
  const done = await page.evaluate(async (secret) => {
    const { datasets, voices, speak, backup } = window.ownvoice;
    const [clip] = (await datasets.clips('jane'))!;
    const voice = (await voices.list()).find(({ origin }) => origin === 'imported')!;
    const { samples } = await speak(voice.id, 'It speaks.');
    const recording = await (await fetch('sample/LJ001-0005.mp3')).blob();
    const { clips } = await datasets.upload('jane', [new File([recording], 'b.mp3')], `b|${secret}`);
    const bytes = (await backup.write()).size;
    return { transcript: clip!.transcript, spoken: samples.length, state: clips[0]!.state, bytes };
  }, secret);
  expect(done.transcript).toBe(secret);
  expect(done.spoken).toBeGreaterThan(5000);
  expect(done.state).toBe('ready');
  expect(done.bytes).toBeGreaterThan(1e6);
  expect(await inTheClear(secret)).toBe(0);
  const other = await app.context.newPage();
  await other.goto(app.url);
  await other.getByRole('link', { name: 'jane' }).waitFor();
  await other.close();
});

test('a run trains on sealed clips, and a lock waits for it', async () => {
  const { page } = app;
  const { refusal, prepared } = await page.evaluate(async () => {
    const { training, lock } = window.ownvoice;
    const id = await training.start({ dataset: 'jane', epochs: 1, batchSize: 1 });
    const refusal = await lock.lock().catch((error: Error) => error.message);
    let log: string[] = [];
    while (!log.some((line) => /prepared/.test(line))) {
      await new Promise((done) => setTimeout(done, 200));
      ({ log } = await training.job(id));
    }
    await training.cancel(id);
    return { refusal, prepared: log.join('\n') };
  });
  expect(refusal).toBe('A run is training. Pause or stop it first.');
  expect(prepared).toMatch(/\d clips prepared/);
});

test('locked, nothing can be read, trained or spoken, and a wrong passphrase opens nothing', async () => {
  const { page } = app;
  await page.goto(`${app.url}#/device`);
  await page.getByRole('button', { name: 'Lock now' }).click();
  await page.getByRole('heading', { name: 'Ownvoice is locked' }).waitFor();
  const refused = await page.evaluate(async () => {
    const { datasets, training, speak, voices } = window.ownvoice;
    const tried = [
      () => datasets.list(),
      () => datasets.create('new'),
      () => training.start({ dataset: 'jane' }),
      () => speak('built-in:kath', 'Hello.'),
      () => voices.list()
    ];
    return Promise.all(
      tried.map((one) =>
        one().then(
          () => 'done',
          (error: Error) => error.name
        )
      )
    );
  });
  expect(refused).toEqual(Array.from({ length: 5 }, () => 'LockedError'));
  expect(await inTheClear(secret)).toBe(0);
  await page.getByLabel('Passphrase').fill('a few quiet wordz');
  await page.getByRole('button', { name: 'Unlock' }).click();
  await page.getByText('This is not the passphrase.').waitFor();
  await page.getByLabel('Passphrase').fill(passphrase);
  await page.getByRole('button', { name: 'Unlock' }).click();
  await page.getByRole('heading', { level: 1, name: 'This device' }).waitFor();
  await page.goto(`${app.url}#/datasets`);
  await page.getByRole('link', { name: 'jane' }).waitFor();
});

test('left alone, it locks itself', async () => {
  const { page } = app;
  await page.evaluate(async () => {
    await window.ownvoice.lock.setAutoLock(1);
    localStorage.setItem('ownvoice-touched', String(Date.now() - 120_000));
  });
  await page.getByRole('heading', { name: 'Ownvoice is locked' }).waitFor({ timeout: 30_000 });
  await page.getByLabel('Passphrase').fill(passphrase);
  await page.getByRole('button', { name: 'Unlock' }).click();
  await page.getByRole('link', { name: 'jane' }).waitFor();
});

test('the passphrase is removed on the screen, and everything is in the clear again', async () => {
  const { page } = app;
  await page.goto(`${app.url}#/device`);
  await page.getByRole('button', { name: 'Remove', exact: true }).click();
  await page.getByLabel('Passphrase of now').fill(passphrase);
  await page.getByRole('button', { name: 'Remove it and decrypt' }).click();
  await page.getByRole('button', { name: 'Set a passphrase' }).waitFor({ timeout: 60_000 });
  expect(await inTheClear(secret)).toBeGreaterThan(0);
  expect(app.errors).toEqual([]);
  expect(app.foreignRequests).toEqual([]);
});
