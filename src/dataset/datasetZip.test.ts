import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { writeWav } from '../audio/wav';
import { BadFileError } from '../errors';
import { readDatasetZip } from './datasetZip';

const wav = writeWav(
  Float32Array.from({ length: 22050 }, (_, i) => 0.5 * Math.sin(i / 20)),
  22050
);

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
        // The second waits for what the first sweeps in the background.
        collectGarbage();
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

describe('a hostile or damaged zip', () => {
  it('gives names without folders and passes over what is no recording or list', async () => {
    const zip = zipSync({
      '../../../etc/a.wav': wav,
      'C:\\Windows\\b.wav': wav,
      '/abs/metadata.csv': strToU8('a|One.'),
      '__MACOSX/wavs/._a.wav': wav,
      'wavs/.hidden.wav': wav,
      'run.exe': wav
    });
    expect(await namesIn(new Blob([zip]))).toEqual(['a.wav', 'b.wav', 'metadata.csv']);
  });

  it('is refused when one file declares more than 200 MB', async () => {
    const zip = zipSync({ 'a.wav': wav });
    const declared = new DataView(zip.buffer).getUint32(22, true);
    expect(declared).toBe(wav.length);
    new DataView(zip.buffer).setUint32(22, 300_000_000, true);
    await expect(namesIn(new Blob([zip]))).rejects.toThrow('"a.wav" in it has more than 200 MB');
  });

  it('is refused when it unpacks to far more than it has, whatever it declares', async () => {
    const zip = zipSync({ 'a.wav': new Uint8Array(150_000_000) }, { level: 9 });
    expect(zip.length).toBeLessThan(200_000);
    new DataView(zip.buffer).setUint32(22, 1000, true);
    await expect(namesIn(new Blob([zip]))).rejects.toThrow('far more than recordings would');
  });

  it('is refused when it has too many files', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 20_001 }, (_, i) => [`${i}.txt`, new Uint8Array(0)])
    );
    await expect(namesIn(new Blob([zipSync(files, { level: 0 })]))).rejects.toThrow('more than 20000 files');
  });

  it.each([
    ['no zip', strToU8('this is no zip at all'), 'not a zip'],
    ['cut short', zipSync({ 'a.wav': wav }).subarray(0, 2000), 'cut short'],
    [
      'damaged',
      zipSync({ 'a.wav': wav }).map((byte, i) => (i > 60 && i < 20_000 ? 0xff : byte)),
      'damaged or encrypted'
    ]
  ])('is refused with a sentence when it is %s', async (_, bytes, sentence) => {
    const reading = namesIn(new Blob([bytes]));
    await expect(reading).rejects.toThrow(BadFileError);
    await expect(reading).rejects.toThrow(sentence);
  });
});
