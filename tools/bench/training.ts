/** How fast a training step is on each backend that can be meant seriously here. */
import { chromium } from 'playwright';
import { createServer } from 'vite';
import type { BackendName } from '../../src/model/backend';
import { chromiumFlags, chromiumPath } from '../chromium';
import type { TrainingSpeed } from './trainingPage';

/** Measures in a cross-origin-isolated page: wasm, and webgpu where there is a graphics card. */
export async function benchTraining(): Promise<Partial<Record<BackendName, TrainingSpeed>>> {
  const server = await createServer({ server: { port: 0, hmr: false, watch: null }, logLevel: 'error' });
  await server.listen();
  const browser = await chromium.launch({ executablePath: chromiumPath, args: chromiumFlags });
  try {
    const page = await browser.newPage();
    await page.goto(`${server.resolvedUrls!.local[0]}LICENSE`);
    const call = <T>(expression: string) =>
      page.evaluate<T>(`import('/tools/bench/trainingPage.ts').then((page) => page.${expression})`);
    const backends: BackendName[] = (await call<boolean>('hasGraphicsCard()'))
      ? ['webgpu', 'wasm']
      : ['wasm'];
    const speeds: Partial<Record<BackendName, TrainingSpeed>> = {};
    for (const backend of backends) speeds[backend] = await call<TrainingSpeed>(`measure('${backend}')`);
    return speeds;
  } finally {
    await browser.close();
    await server.close();
  }
}
