/** How long the conversion of a folder of recordings takes in Chromium, against native FFmpeg, a process a file. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright';
import { createServer } from 'vite';
import { chromiumFlags, chromiumPath } from '../chromium';
import type { ConversionTimes } from './conversionPage';

export interface ConversionBench extends ConversionTimes {
  files: number;
  /** ms of native FFmpeg on one thread, the faster of one round before and one after ours */
  native: number;
  /** `first` over `native` */
  ratio: number;
}

/** ms that `ffmpeg` takes for all files to the same format, one after another. */
function nativeTime(paths: string[]): number {
  const started = performance.now();
  for (const path of paths)
    execFileSync(
      'ffmpeg',
      ['-v', 'error', '-threads', '1', '-i', path].concat(
        ['-ac', '1', '-ar', '22050', '-threads', '1'],
        ['-f', 'f32le', '-y', '/dev/null']
      )
    );
  return performance.now() - started;
}

/** Modules come from the development server, so that what is measured is the source. */
async function pageTimes(paths: string[]): Promise<ConversionTimes> {
  const server = await createServer({ server: { port: 0, hmr: false, watch: null }, logLevel: 'error' });
  await server.listen();
  const browser = await chromium.launch({ executablePath: chromiumPath, args: chromiumFlags });
  try {
    const origin = server.resolvedUrls!.local[0]!.replace(/\/$/, '');
    const page = await browser.newPage();
    await page.route('**/recordings/*', (route) => {
      const index = Number(/recordings\/(\d+)/.exec(route.request().url())![1]);
      return route.fulfill({ body: readFileSync(paths[index]!) });
    });
    await page.goto(`${origin}/LICENSE`);
    const addresses = JSON.stringify(paths.map((_, i) => `/recordings/${i}.mp3`));
    return await page.evaluate<ConversionTimes>(
      `import('/tools/bench/conversionPage.ts').then((page) => page.measure(${addresses}))`
    );
  } finally {
    await browser.close();
    await server.close();
  }
}

/**
 * Measures the conversion of every MP3 in a folder. Needs `ffmpeg` on the PATH.
 * @param folder by default the sample recordings of the app
 */
export async function benchConversion(folder = 'public/sample'): Promise<ConversionBench> {
  const names = readdirSync(folder).filter((name) => name.endsWith('.mp3'));
  const paths = names.map((name) => resolve(join(folder, name)));
  const before = nativeTime(paths);
  const ours = await pageTimes(paths);
  const native = Math.min(before, nativeTime(paths));
  return { ...ours, files: paths.length, native, ratio: ours.first / native };
}

// npx tsx tools/bench/conversion.ts [FOLDER]
if (import.meta.url === pathToFileURL(process.argv[1]!).href)
  console.log(await benchConversion(process.argv[2]));
