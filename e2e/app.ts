/** Opens the built app in Chromium for a test, and watches that it speaks to nobody. */
import { existsSync } from 'node:fs';
import { chromium, type BrowserContext, type Page } from 'playwright';
import { chromiumFlags, chromiumPath } from '../tools/chromium';
import { serve } from '../tools/serve.mjs';
import { listRequest, type KeptFile } from '../workers/keptFiles';

/** The folder of the built app. */
export const dist = new URL('../dist', import.meta.url).pathname;

export interface OpenApp {
  page: Page;
  context: BrowserContext;
  /** the app's address, ending in a slash */
  url: string;
  /** addresses outside the app's origin that anything in the browser asked for: must stay empty */
  foreignRequests: string[];
  /** errors that reached the page's console, policy violations among them: must stay empty */
  errors: string[];
  close(): Promise<void>;
}

/**
 * A fresh browser profile on the built app.
 * @param headersOf what the server sends for a content type; left out, the app's own
 * @param flags more flags for Chromium
 */
export async function openApp(
  headersOf?: (type: string) => Record<string, string>,
  flags: string[] = []
): Promise<OpenApp> {
  if (!existsSync(`${dist}/index.html`)) throw new Error('dist/ is empty. Run: npm run build');
  const server = await serve(dist, 0, headersOf);
  const browser = await chromium.launch({ executablePath: chromiumPath, args: [...chromiumFlags, ...flags] });
  const context = await browser.newContext({ acceptDownloads: true });
  const page = await context.newPage();
  const foreignRequests: string[] = [];
  const errors: string[] = [];
  context.on('request', (request) => {
    const address = request.url();
    if (!address.startsWith(server.url) && !/^(blob|data):/.test(address)) foreignRequests.push(address);
  });
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(`${message.text()} (${message.location().url})`);
  });
  page.on('pageerror', (error) => errors.push(String(error)));
  await page.goto(server.url);
  return {
    page,
    context,
    url: server.url,
    foreignRequests,
    errors,
    async close() {
      await browser.close();
      await server.close();
    }
  };
}

/** Waits until the service worker has stored every file and answers for the page: then the network may go. */
export async function untilOffline(page: Page): Promise<void> {
  const missing = () =>
    page.evaluate(async (request) => {
      const { controller } = navigator.serviceWorker;
      if (!controller) return null;
      const { port1, port2 } = new MessageChannel();
      const answer = new Promise<KeptFile[]>((told) => (port1.onmessage = ({ data }) => told(data)));
      controller.postMessage({ type: request }, [port2]);
      return (await answer).filter(({ kept }) => !kept).length;
    }, listRequest);
  const end = Date.now() + 120_000;
  while ((await missing()) !== 0) {
    if (Date.now() > end) throw new Error('The app was not stored within two minutes.');
    await page.waitForTimeout(200);
  }
}
