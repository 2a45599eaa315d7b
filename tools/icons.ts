/**
 * Draws the app's icons: an O made of the bars of a waveform. Writes public/icons/icon.svg and, through Chromium, the
 * PNG sizes that installed apps ask for. Run: npx tsx tools/icons.ts
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { chromium } from 'playwright';
import { chromiumFlags, chromiumPath } from './chromium';

const folder = new URL('../public/icons/', import.meta.url).pathname;
const ground = '#b23a16';
const ink = '#fff6ef';

/** x, top and bottom of each bar on a 32 x 32 grid; src/app/components/Logo.svelte draws the same. */
const bars: [number, number, number][] = [
  [4, 13.5, 18.5],
  [8, 8.5, 23.5],
  [12, 5.5, 11.8],
  [12, 20.2, 26.5],
  [16, 4.3, 9.3],
  [16, 22.7, 27.7],
  [20, 5.5, 11.8],
  [20, 20.2, 26.5],
  [24, 8.5, 23.5],
  [28, 13.5, 18.5]
];

/** `scale` is the mark's share of the icon, `radius` rounds its corners (a maskable icon is cut by the system). */
function svg(scale: number, radius: number): string {
  const path = bars.map(([x, top, bottom]) => `M${x} ${top}V${bottom}`).join('');
  const shift = (32 * (1 - scale)) / 2;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="${radius}" fill="${ground}"/><path transform="translate(${shift} ${shift}) scale(${scale})" d="${path}" fill="none" stroke="${ink}" stroke-width="2.6" stroke-linecap="round"/></svg>`;
}

mkdirSync(folder, { recursive: true });
writeFileSync(`${folder}icon.svg`, `${svg(0.72, 7)}\n`);

const browser = await chromium.launch({ executablePath: chromiumPath, args: chromiumFlags });
for (const [name, size, picture] of [
  ['icon-192', 192, svg(0.72, 7)],
  ['icon-512', 512, svg(0.72, 7)],
  ['icon-maskable-512', 512, svg(0.6, 0)]
] as const) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  await page.setContent(`<style>body{margin:0}svg{display:block;width:100vw}</style>${picture}`);
  await page.screenshot({ path: `${folder}${name}.png`, omitBackground: true });
  await page.close();
}
await browser.close();
