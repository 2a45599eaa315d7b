/** A microphone for tests: Chromium plays a file into it, over and over. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { writeWav } from '../src/audio/wav';
import { takeOf } from '../src/dataset/testTake';

/** seconds of hum in each round, between two silences */
export const humSeconds = 1.6;

/** Flags for a Chromium whose microphone hears a hum, then silence, and so on. */
export function fakeMicrophone(): string[] {
  const file = join(mkdtempSync(join(tmpdir(), 'ownvoice-')), 'hum.wav');
  writeFileSync(file, writeWav(takeOf({ before: 1, speech: humSeconds, after: 1 }), 48_000));
  return ['--use-fake-device-for-media-stream', `--use-file-for-fake-audio-capture=${file}`];
}

/** Waits until the hum of the fake microphone has ended, by the meter on screen. */
export async function untilQuiet(page: Page): Promise<void> {
  for (const [from, to] of [
    [-20, 0],
    [-60, -40]
  ]) {
    await page.waitForFunction(
      ({ from, to }) => {
        const db = Number(document.querySelector('[role=meter]')?.getAttribute('aria-valuenow'));
        return db >= from && db <= to;
      },
      { from: from ?? 0, to: to ?? 0 },
      { timeout: 20_000, polling: 30 }
    );
  }
}
