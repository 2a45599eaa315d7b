import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds wrong with what is on a page, a line each, and whether it is wider than the window. */
export async function faultsOf(page: Page): Promise<string[]> {
  // Through the debugger, as the page's policy lets in no script of a test's.
  const found = await page.evaluate<string[]>(
    `(async () => {
      ${axeSource};
      const { violations } = await axe.run();
      return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ': ' + html.slice(0, 200)));
    })()`
  );
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  return [...found, ...(overflow > 0 ? [`${overflow} px wider than the window`] : [])];
}
