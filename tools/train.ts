/**
 * `npm run train -- --data DIR --out DIR [--accent en-us --epochs 10 --batch 4 --seed 0 --validation 0.1 | --held-out FILE
 * --backend wasm|webgpu|webgl|cpu]`: trains a voice from a folder of recordings with a list of what they say, by the
 * built app's own engine in Chromium. Exit code 0 says that a voice came out.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { unzipSync } from 'fflate';
import { chromium, type Page } from 'playwright';
import { InvalidInputError, OwnvoiceError } from '../src/errors';
import { checkedLanguage } from '../src/espeakVoices';
import type { Language } from '../src/languages';
import type { RunRecord } from '../src/store/records';
import type { RunMeasures } from '../src/training/measures';
import { chromiumFlags, chromiumPath } from './chromium';
import { lossTable, voiceTable } from './measuresTable';
import { recordingsIn } from './recordingsIn';
import { serve } from './serve.mjs';

const usage =
  'npm run train -- --data DIR --out DIR [--accent en-us --epochs 10 --batch 4 --seed 0 --validation 0.1 | --held-out FILE --backend wasm|webgpu|webgl|cpu]';
const root = new URL('..', import.meta.url).pathname;

interface Options {
  data: string;
  out: string;
  language: Language;
  heldOut: string[] | undefined;
  epochs: number;
  batchSize: number;
  seed: number;
  validation: number;
  backend: string | undefined;
}

function readOptions(): Options {
  const { values } = parseArgs({
    options: {
      data: { type: 'string' },
      out: { type: 'string' },
      accent: { type: 'string', default: 'en-us' },
      epochs: { type: 'string', default: '10' },
      batch: { type: 'string', default: '4' },
      seed: { type: 'string', default: '0' },
      validation: { type: 'string', default: '0.1' },
      'held-out': { type: 'string' },
      backend: { type: 'string' }
    }
  });
  const { data, out, 'held-out': heldOut } = values;
  if (!data || !out) throw new InvalidInputError(`Usage: ${usage}`);
  return {
    data: resolve(data),
    out: resolve(out),
    language: checkedLanguage(values.accent),
    heldOut: heldOut ? readFileSync(heldOut, 'utf8').split(/\s+/).filter(Boolean) : undefined,
    epochs: Number(values.epochs),
    batchSize: Number(values.batch),
    seed: Number(values.seed),
    validation: Number(values.validation),
    backend: values.backend
  };
}

/** Builds the app into a folder of its own, so that nothing else that builds meanwhile pulls it from under the run. */
function build(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ownvoice-train-'));
  const vite = ['vite', 'build', '--outDir', folder, '--emptyOutDir'];
  const { status, stdout, stderr } = spawnSync('npx', vite, { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new InvalidInputError(`The app could not be built:\n${stdout}${stderr}`);
  return folder;
}

/** Hands the files to the page's file input, as a person would drop them, and waits until all are converted. */
async function upload(page: Page, dataset: string, files: string[], folder: string): Promise<void> {
  await page.evaluate(() => {
    const input = document.createElement('input');
    Object.assign(input, { type: 'file', multiple: true, id: 'train-files', hidden: true });
    document.body.append(input);
  });
  await page.setInputFiles('#train-files', files);
  const { clips, notes } = await page.evaluate(async (name) => {
    const input = document.querySelector<HTMLInputElement>('#train-files')!;
    return window.ownvoice.datasets.upload(name, [...input.files!]);
  }, dataset);
  for (const note of notes) console.log(`  ${note}`);
  for (const { name, state, problem } of clips) if (state === 'failed') console.log(`  ${name}: ${problem}`);
  console.log(
    `  ${clips.filter(({ state }) => state === 'ready').length} of ${clips.length} recordings converted from ${relative(process.cwd(), folder) || '.'}`
  );
}

function progressLine({ progress, bestLoss }: RunRecord): string {
  if (!progress) return '';
  const { phase, epoch, epochs, step, steps, stepsPerSecond, secondsLeft } = progress;
  const left = secondsLeft === null ? '' : `, about ${Math.ceil(secondsLeft / 60)} min left`;
  const best = bestLoss === null ? '' : `, best held-out loss ${bestLoss.toFixed(3)}`;
  return `${phase}: epoch ${epoch}/${epochs}, step ${step}/${steps}, ${stepsPerSecond.toFixed(2)} steps/s${left}${best}`;
}

/** Follows the run on the terminal until it has ended. */
async function follow(page: Page, id: string): Promise<RunRecord> {
  let logged = 0;
  let last = '';
  const finished = page.evaluate((run) => window.ownvoice.training.finished(run), id);
  for (;;) {
    const ended = await Promise.race([
      finished,
      new Promise<null>((resolve) => setTimeout(() => resolve(null), 2000))
    ]);
    const run = ended ?? (await page.evaluate((run) => window.ownvoice.training.job(run), id));
    for (const line of run.log.slice(logged)) console.log(`  ${line}`);
    logged = run.log.length;
    const line = progressLine(run);
    if (process.stdout.isTTY && line !== last) process.stdout.write(`\r\x1b[K  ${line}`);
    last = line;
    if (ended) return ended;
  }
}

/** The bytes of a Blob that a call in the page gives, through a download. */
async function download(page: Page, what: 'run' | 'voice', id: string): Promise<Uint8Array> {
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.evaluate(
      async ({ what: kind, id: name }) => {
        const { training, voices } = window.ownvoice;
        const blob = kind === 'run' ? await training.files(name) : await voices.export(name);
        const link = document.createElement('a');
        link.href = URL.createObjectURL(blob);
        link.download = `${name}.zip`;
        link.click();
      },
      { what, id }
    )
  ]);
  return readFileSync(await file.path());
}

async function main(): Promise<void> {
  const options = readOptions();
  const files = recordingsIn(options.data);
  const started = performance.now();
  const seconds = () => ((performance.now() - started) / 1000).toFixed(0);
  const dist = build();
  const server = await serve(dist, 0);
  const browser = await chromium.launch({ executablePath: chromiumPath, args: chromiumFlags });
  try {
    const page = await (await browser.newContext({ acceptDownloads: true })).newPage();
    page.on('pageerror', (error) => console.error(String(error)));
    await page.goto(server.url);
    await page.waitForFunction(() => 'ownvoice' in window);
    console.log(`${seconds()} s: importing ${files.audio.length} recordings`);
    const dataset = (
      await page.evaluate(({ name, accent }) => window.ownvoice.datasets.create(name, { accent }), {
        name: basename(options.data),
        accent: options.language
      })
    ).id;
    await upload(page, dataset, [...files.audio, ...files.lists], options.data);
    console.log(`${seconds()} s: training`);
    const { epochs, batchSize, seed, validation, heldOut, backend } = options;
    const settings = { dataset, epochs, batchSize, seed, validation, heldOut, backend } as Parameters<
      typeof window.ownvoice.training.start
    >[0];
    const id = await page.evaluate((given) => window.ownvoice.training.start(given), settings);
    const run = await follow(page, id);
    if (!run.voice) throw new InvalidInputError(run.error ?? `The run ended without a voice (${run.state}).`);
    mkdirSync(options.out, { recursive: true });
    for (const [name, bytes] of Object.entries(unzipSync(await download(page, 'run', id))))
      writeFileSync(join(options.out, name), bytes);
    const zip = join(options.out, `vits-piper-${run.voice}.zip`);
    writeFileSync(zip, await download(page, 'voice', run.voice));
    const measures = JSON.parse(readFileSync(join(options.out, 'measures.json'), 'utf8')) as RunMeasures;
    for (const table of [lossTable(measures), voiceTable(measures)]) if (table) console.log(`\n${table}\n`);
    const spent = Object.entries(measures.seconds).map(([work, time]) => `${work} ${time.toFixed(0)} s`);
    console.log(
      `${spent.join(', ')}; pace ${measures.fit.pace.toFixed(2)}, range ${measures.fit.range.toFixed(2)}`
    );
    console.log(`${seconds()} s: ${zip}`);
  } finally {
    await browser.close();
    await server.close();
    rmSync(dist, { recursive: true });
  }
}

main().catch((error: unknown) => {
  const told = error instanceof OwnvoiceError || (error instanceof Error && 'code' in error);
  console.error(told ? error.message : error);
  process.exitCode = 1;
});
