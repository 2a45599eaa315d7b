import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { zipSync } from 'fflate';
import { expect, it } from 'vitest';
import { BadFileError } from '../errors';
import { readDatasetZip } from './datasetZip';

async function namesIn(zip: Blob): Promise<string[]> {
  const names: string[] = [];
  for await (const { name } of readDatasetZip(zip)) names.push(name);
  return names;
}

it.each([0, 6] as const)('a file that is not as long as it declares is refused (level %i)', async (level) => {
  for (const claim of [0, 900, 1100]) {
    const zip = zipSync({ 'a.wav': new Uint8Array(1000), 'b.wav': new Uint8Array(10) }, { level });
    new DataView(zip.buffer).setUint32(22, claim, true);
    const reading = namesIn(new Blob([zip]));
    await expect(reading).rejects.toThrow(BadFileError);
    await expect(reading).rejects.toThrow(`"a.wav" in it has 1000 bytes and declares ${claim}`);
  }
});

it('two files of one path are refused, and two of one name in different folders are not', async () => {
  const twice = zipSync({ 'wavs/a.wav': new Uint8Array(10), 'wavs/b.wav': new Uint8Array(10) });
  for (let i = 0; i < twice.length; i++) if (twice[i] === 0x62) twice[i] = 0x61;
  await expect(namesIn(new Blob([twice]))).rejects.toThrow('"a.wav" is in it twice');
  const folders = zipSync({ 'x/a.wav': new Uint8Array(10), 'y/a.wav': new Uint8Array(10) });
  expect(await namesIn(new Blob([folders]))).toEqual(['a.wav', 'a.wav']);
});

it.each([0, 8])('what is passed over is not kept in memory (method %i)', async (method) => {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  const megabytes = 200;
  const zip = zipSync({ 'holiday.mp4': new Uint8Array(0), 'a.wav': new Uint8Array(10) }, { level: 0 });
  const view = new DataView(zip.buffer);
  const body = 30 + 'holiday.mp4'.length;
  view.setUint16(8, method, true);
  view.setUint32(18, megabytes * 1e6, true);
  let sent = 0;
  let held = 0;
  collectGarbage();
  const before = process.memoryUsage().arrayBuffers;
  const stream = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (sent === 0) controller.enqueue(zip.slice(0, body));
      else if (sent <= megabytes) controller.enqueue(new Uint8Array(1e6));
      else {
        collectGarbage();
        held = process.memoryUsage().arrayBuffers - before;
        controller.enqueue(zip.slice(body));
        controller.close();
      }
      sent++;
    }
  });
  expect(await namesIn({ size: megabytes * 1e6, stream: () => stream } as unknown as Blob)).toEqual([
    'a.wav'
  ]);
  expect(held).toBeLessThan(20e6);
});
