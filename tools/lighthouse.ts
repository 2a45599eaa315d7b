/**
 * `npm run lighthouse`: how the built app opens for a first-time visitor. Lighthouse's scores for a phone and a desktop
 * (at least 95 each), the time until the first screen answers on this machine (under 2 s), and the JavaScript loaded
 * until then (at most 100 kB compressed). Prints the figures and fails where one falls short.
 */
import { existsSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import lighthouse, { desktopConfig } from 'lighthouse';
import { chromium, type Browser } from 'playwright';
import { chromiumFlags, chromiumPath } from './chromium';
import { serve } from './serve.mjs';

const dist = new URL('../dist', import.meta.url).pathname;
/** where Chromium listens for Lighthouse */
const port = 9333;
const least = 95;
const maxSeconds = 2;
const maxBytes = 100_000;
const categories = ['performance', 'accessibility', 'best-practices'];

let short = 0;
/** Prints one figure; where it is not `enough`, the command fails. */
function figure(what: string, value: string, limit: string, enough: boolean): void {
  console.log(`${what.padEnd(44)}${value.padStart(10)}   ${limit}${enough ? '' : '   FALLS SHORT'}`);
  if (!enough) short++;
}

async function audit(url: string, form: 'phone' | 'desktop'): Promise<void> {
  const result = await lighthouse(
    url,
    { port, logLevel: 'error', onlyCategories: categories },
    form === 'desktop' ? desktopConfig : undefined
  );
  if (!result) throw new Error('Lighthouse gave no result.');
  const { categories: scored, audits } = result.lhr;
  for (const { title, score, auditRefs } of Object.values(scored)) {
    const points = Math.round(100 * (score ?? 0));
    figure(`Lighthouse, ${form}: ${title}`, String(points), `at least ${least}`, points >= least);
    for (const { id, weight } of auditRefs) {
      const found = audits[id];
      if (weight > 0 && found && (found.score ?? 1) < 0.9)
        console.log(`    ${found.title}: ${found.displayValue ?? 'not passed'}`);
    }
  }
}

/** Opens the app in a fresh profile until "New dataset" opens its dialog. */
async function firstVisit(browser: Browser, url: string): Promise<{ seconds: number; scripts: string[] }> {
  const context = await browser.newContext();
  const page = await context.newPage();
  const start = performance.now();
  await page.goto(url, { waitUntil: 'commit' });
  const button = page.getByRole('button', { name: 'New dataset' });
  await button.waitFor();
  const scripts = await page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .map(({ name }) => new URL(name).pathname)
      .filter((path) => path.endsWith('.js') && path !== '/serviceWorker.js')
  );
  await button.click();
  await page.getByRole('dialog').waitFor();
  const seconds = (performance.now() - start) / 1000;
  await context.close();
  return { seconds, scripts: [...new Set(scripts)] };
}

async function main(): Promise<void> {
  if (!existsSync(`${dist}/index.html`)) throw new Error('dist/ is empty. Run: npm run build');
  const server = await serve(dist, 0);
  const browser = await chromium.launch({
    executablePath: chromiumPath,
    args: [...chromiumFlags, `--remote-debugging-port=${port}`]
  });
  try {
    const { seconds, scripts } = await firstVisit(browser, server.url);
    const bytes = scripts.reduce((sum, path) => sum + gzipSync(readFileSync(dist + path)).length, 0);
    figure(
      'First screen answers after',
      `${seconds.toFixed(2)} s`,
      `under ${maxSeconds} s`,
      seconds < maxSeconds
    );
    figure(
      'Initial JavaScript, compressed',
      `${(bytes / 1000).toFixed(1)} kB`,
      `at most ${maxBytes / 1000} kB`,
      bytes <= maxBytes
    );
    await audit(server.url, 'phone');
    await audit(server.url, 'desktop');
  } finally {
    await browser.close();
    await server.close();
  }
  if (short > 0) process.exitCode = 1;
}

await main();
