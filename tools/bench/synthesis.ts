/** How fast a voice speaks in Chromium: the real-time factor on one thread, and the wait for the first audio on two. */
import { chromium, type Page } from 'playwright';
import { createServer } from 'vite';
import { builtInFiles } from '../../src/onnx/builtInVoices';
import { builtInVoices } from '../../src/store/builtInVoices';
import type { NewVoice } from '../../src/store/voices';
import { chromiumFlags, chromiumPath } from '../chromium';
import { readBase } from '../golden';
import type { SynthesisSpeed } from './synthesisPage';

/** About ten seconds. */
const paragraph =
  'The north wind and the sun were disputing which was the stronger, when a traveler came along wrapped in a warm cloak. They agreed that the one who first made him take it off should be considered stronger.';
/** About two seconds. */
const sentence = 'This is how my own voice will sound.';

export interface SynthesisBench {
  /** the paragraph on one thread */
  oneThread: SynthesisSpeed;
  /** the sentence on two */
  twoThreads: SynthesisSpeed;
}

/** Modules come from the development server, so that what is measured is the source. */
async function inPage(
  page: Page,
  origin: string,
  { onnx, config }: Pick<NewVoice, 'onnx' | 'config'>,
  threads: number,
  text: string
): Promise<SynthesisSpeed> {
  await page.route('**/voice.onnx', (route) => route.fulfill({ body: Buffer.from(onnx) }));
  await page.goto(`${origin}/LICENSE`);
  const call = JSON.stringify([threads, text, config]);
  return page.evaluate(`import('/tools/bench/synthesisPage.ts').then((page) => page.measure(...${call}))`);
}

/** Measures the first built-in voice as it speaks by default, in a cross-origin-isolated page. */
export async function benchSynthesis(): Promise<SynthesisBench> {
  const voice = builtInFiles(readBase(), builtInVoices[0]);
  const server = await createServer({ server: { port: 0, hmr: false, watch: null }, logLevel: 'error' });
  await server.listen();
  const browser = await chromium.launch({ executablePath: chromiumPath, args: chromiumFlags });
  try {
    const origin = server.resolvedUrls!.local[0]!.replace(/\/$/, '');
    const oneThread = await inPage(await browser.newPage(), origin, voice, 1, paragraph);
    const twoThreads = await inPage(await browser.newPage(), origin, voice, 2, sentence);
    return { oneThread, twoThreads };
  } finally {
    await browser.close();
    await server.close();
  }
}
