/**
 * `npm run fuzz [-- --mutants N] [--kinds "wav,mp3"] [--seed N]`: damaged and hostile files into the built app in
 * Chromium, N mutants (100 unless told) of each kind of file that it takes in. Fails if one takes over 5 s longer than the whole file, breaks the
 * page, is refused with anything but a sentence, leaves a record that is none, or if memory grows beyond its bound.
 * Mutants that were found out are kept in out/fuzz/. After: npm run build.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { BlobReader, Uint8ArrayWriter, ZipReader } from '@zip.js/zip.js';
import { openApp, type OpenApp } from '../e2e/app';
import { decodeRecord } from '../src/store/encodeRecord';
import { isStore, wrongField } from '../src/store/recordShapes';
import { mutant } from './fuzz/mutate';
import { config, kinds, onnx, originals, stemOf, wav, type Kind } from './fuzz/originals';

/** files given to the app at once */
const together: Record<Kind, number> = {
  'voice zip': 1,
  onnx: 1,
  json: 1,
  'dataset zip': 4,
  wav: 10,
  mp3: 10,
  list: 10,
  backup: 1
};
const maxSeconds = 5;
/** bytes of all processes of the browser; it begins with about 0.7 GB */
const maxMemory = 3e9;
const folder = 'out/fuzz/';

interface NamedFile {
  name: string;
  base64: string;
}
interface Outcome {
  /** how many files were taken, and what is wrong with what the app did */
  taken: number;
  faults: string[];
}

/** Gives files to the app as a person would. Runs in the page. */
async function give({ kind, files }: { kind: Kind; files: NamedFile[] }): Promise<Outcome> {
  const { datasets, voices, backup } = window.ownvoice;
  const faults: string[] = [];
  const opened = files.map(
    ({ name, base64 }) => new File([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], name)
  );
  const isRefusal = (error: unknown) =>
    error instanceof Error &&
    error.name === 'BadFileError' &&
    error.message.length > 10 &&
    error.message.length < 2000;
  try {
    if (kind === 'voice zip' || kind === 'onnx' || kind === 'json') {
      const { id } = await voices.import(opened);
      await voices.export(id);
      return { taken: 1, faults };
    }
    if (kind === 'backup') {
      await backup.restore(opened[0]!);
      return { taken: 1, faults };
    }
  } catch (error) {
    if (!isRefusal(error)) faults.push(String(error));
    return { taken: 0, faults };
  }
  if (!(await datasets.clips('fuzz'))) await datasets.create('fuzz');
  try {
    const { notes } = await datasets.upload('fuzz', opened);
    for (const note of notes) if (note.length > 3000) faults.push(`a note of ${note.length} characters`);
  } catch (error) {
    if (!isRefusal(error)) faults.push(String(error));
  }
  let taken = 0;
  for (const { id, name, state, problem } of (await datasets.clips('fuzz')) ?? []) {
    if (state === 'ready') {
      const { samples } = await datasets.audio(id);
      if (samples.length === 0 || !samples.every(Number.isFinite))
        faults.push(`${name} has no finite samples`);
      taken++;
    } else if (state !== 'failed' || !problem) faults.push(`${name} is ${state}, ${problem}`);
    else if (/broke down/.test(problem)) faults.push(`${name}: ${problem}`);
  }
  if (kind !== 'list')
    for (const { id } of (await datasets.clips('fuzz')) ?? []) await datasets.removeClip(id);
  return { taken, faults };
}

/** Bytes of the browser's processes. */
function memory(): number {
  const lines = execFileSync('ps', ['-eo', 'pid,ppid,rss'], { encoding: 'utf8' }).split('\n').slice(1);
  const rows = lines.map((line) => line.trim().split(/\s+/).map(Number));
  const ours = new Set([process.pid]);
  let bytes = 0;
  for (let grown = true; grown;) {
    grown = false;
    for (const [pid = 0, parent = 0, kilobytes = 0] of rows)
      if (ours.has(parent) && !ours.has(pid)) {
        ours.add(pid);
        bytes += 1024 * kilobytes;
        grown = true;
      }
  }
  return bytes;
}

function filesFor(kind: Kind, bytes: Uint8Array, index: number): NamedFile[] {
  const file = (name: string, content: Uint8Array) => ({
    name,
    base64: Buffer.from(content).toString('base64')
  });
  switch (kind) {
    case 'onnx':
      return [file(`${stemOf}.onnx`, bytes), file(`${stemOf}.onnx.json`, config)];
    case 'json':
      return [file(`${stemOf}.onnx`, onnx), file(`${stemOf}.onnx.json`, bytes)];
    case 'list':
      return [file(`list-${index}.${['csv', 'tsv', 'txt', 'json', 'jsonl'][index % 5]}`, bytes)];
    case 'wav':
    case 'mp3':
      return [file(`m${index}.${kind}`, bytes)];
    default:
      return [file(`m${index}.zip`, bytes)];
  }
}

/** What is wrong with what is stored: each record is checked. */
async function storedFaults({ page }: OpenApp): Promise<string[]> {
  const download = page.waitForEvent('download');
  await page.evaluate(async () => {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(await window.ownvoice.backup.write());
    link.download = 'backup.zip';
    link.click();
  });
  const { readFile } = await import('node:fs/promises');
  const zip = new ZipReader(new BlobReader(new Blob([await readFile(await (await download).path())])));
  const faults: string[] = [];
  for (const entry of await zip.getEntries()) {
    const store = /^records\/(\w+)\//.exec(entry.filename)?.[1];
    if (entry.directory || store === undefined || !isStore(store)) continue;
    const wrong = wrongField(store, decodeRecord(await entry.getData(new Uint8ArrayWriter())));
    if (wrong !== null) faults.push(`a record of ${store} with a wrong ${wrong} was stored`);
  }
  return faults;
}

/** A backup of a small life. */
async function backupOf({ page }: OpenApp): Promise<Uint8Array> {
  const files = { onnx: filesFor('onnx', onnx, 0), wav: filesFor('wav', wav, 0) };
  const base64 = await page.evaluate(async ({ onnx, wav }) => {
    const { datasets, voices, backup, deleteEverything } = window.ownvoice;
    const opened = (files: NamedFile[]) =>
      files.map(
        ({ name, base64 }) => new File([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], name)
      );
    await voices.import(opened(onnx));
    await datasets.create('small');
    await datasets.upload('small', opened(wav), 'm0|Hello.\nlater|Not here.');
    const bytes = new Uint8Array(await (await backup.write()).arrayBuffer());
    await deleteEverything();
    let text = '';
    for (const byte of bytes) text += String.fromCharCode(byte);
    return btoa(text);
  }, files);
  return Buffer.from(base64, 'base64');
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      mutants: { type: 'string', default: '100' },
      kinds: { type: 'string', default: kinds.join() },
      seed: { type: 'string', default: '1' }
    }
  });
  const count = Number(values.mutants);
  const firstSeed = Number(values.seed);
  const chosen = kinds.filter((kind) => values.kinds.split(',').includes(kind));
  if (!Number.isInteger(count) || count < 1 || !Number.isInteger(firstSeed) || chosen.length === 0)
    throw new Error(`Usage: npm run fuzz -- [--mutants N] [--seed N] [--kinds "${kinds.join()}"]`);
  mkdirSync(folder, { recursive: true });
  // tsx names functions by a helper that the page lacks.
  const prelude = 'globalThis.__name = (named) => named';
  let app = await openApp();
  await app.page.addInitScript(prelude);
  await app.page.evaluate(prelude);
  let failures = 0;
  console.log('kind           mutants   taken  refused  faults   slowest   memory');
  for (const kind of chosen) {
    let [taken, faults, slowest, most] = [0, 0, 0, 0];
    const original = kind === 'backup' ? await backupOf(app) : originals[kind];
    const report = (seed: number, what: string) => {
      faults++;
      writeFileSync(`${folder}${kind.replace(' ', '-')}-${seed}`, mutant(original, seed));
      console.log(`  ${kind}, seed ${seed}: ${what}`);
    };
    // The first file loads what the rest needs.
    const begun = performance.now();
    const unchanged = await app.page.evaluate(give, { kind, files: filesFor(kind, original, -1) });
    const limit = maxSeconds + (performance.now() - begun) / 1000;
    if (unchanged.faults.length > 0 || (kind !== 'list' && unchanged.taken === 0))
      report(0, `the whole file was not taken: ${unchanged.faults.join(' ')}`);
    for (let done = 0; done < count; done += together[kind]) {
      const seeds = Array.from(
        { length: Math.min(together[kind], count - done) },
        (_, i) => firstSeed + done + i
      );
      const [seed = 0] = seeds;
      const files = seeds.flatMap((one) => filesFor(kind, mutant(original, one), one));
      const started = performance.now();
      const timeout = new Promise<null>((over) => setTimeout(over, 1000 * 4 * maxSeconds, null));
      const outcome = await Promise.race([
        app.page
          .evaluate(give, { kind, files })
          .catch((error: unknown) => ({ taken: 0, faults: [String(error)] })),
        timeout
      ]);
      const seconds = (performance.now() - started) / 1000;
      slowest = Math.max(slowest, seconds);
      if (seconds > limit) report(seed, `took ${seconds.toFixed(1)} s`);
      if (!outcome) {
        // It may go on for ever: the next mutants get a new browser.
        await app.close();
        app = await openApp();
        await app.page.addInitScript(prelude);
        await app.page.evaluate(prelude);
        continue;
      }
      taken += outcome.taken;
      for (const fault of outcome.faults) report(seed, fault);
      if (kind === 'backup' && outcome.taken > 0) {
        for (const fault of await storedFaults(app)) report(seed, fault);
        await app.page.evaluate(() => window.ownvoice.deleteEverything());
      }
      most = Math.max(most, memory());
    }
    for (const fault of await storedFaults(app)) report(firstSeed, fault);
    if (most > maxMemory) report(firstSeed, `the browser took ${(most / 1e9).toFixed(1)} GB`);
    await app.page.evaluate(() => window.ownvoice.deleteEverything());
    const figures = [count, taken, Math.max(0, count - taken), faults]
      .map((n) => String(n).padStart(8))
      .join('');
    console.log(
      `${kind.padEnd(14)}${figures}  ${slowest.toFixed(1).padStart(6)} s  ${(most / 1e9).toFixed(1)} GB`
    );
    failures += faults;
  }
  await app.close();
  if (failures > 0) process.exitCode = 1;
}

await main();
