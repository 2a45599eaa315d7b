import { openApp } from '../e2e/app';
import { recordedLife } from '../e2e/recordedLife';
const [screen = 'device', name = 'x', filled = ''] = process.argv.slice(2);
const { page, url, close } = await openApp();
if (filled) { await page.evaluate(() => window.ownvoice.datasets.list()); await recordedLife(page); }
for (const width of [360, 1440]) for (const colorScheme of ['light','dark'] as const) {
  await page.setViewportSize({ width, height: 900 });
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
  await page.goto(`${url}#/${screen}`); await page.reload();
  await page.waitForTimeout(1200);
  if (name.startsWith('down')) { await page.evaluate(() => { new BroadcastChannel('ownvoice-downloads').postMessage({url:'x/base.safetensors',loaded:4e6,bytes:13.6e6,over:false}); new BroadcastChannel('ownvoice-downloads').postMessage({url:'x/ort-wasm.wasm',loaded:9e6,bytes:14.2e6,over:false});}); await page.waitForTimeout(300); }
  await page.screenshot({ path: `/tmp/w/shots-around-${name}-${width}-${colorScheme}.png`, fullPage: !name.startsWith('down') });
}
await close();
