import 'fake-indexeddb/auto';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readDatasetZip } from '../src/audio/datasetZip';
import { readWav, writeWav } from '../src/audio/wav';
import { BadFileError, NotFoundError } from '../src/errors';
import { listClips, setTranscript } from '../src/store/clips';
import { finishConversion, startConversion } from '../src/store/conversion';
import { database } from '../src/store/database';
import { createDataset } from '../src/store/datasets';
import { exportDataset, receiveFiles } from './datasetFiles';

const file = (name: string, content: string | Uint8Array<ArrayBuffer> = 'x') => ({
  name,
  file: new Blob([content])
});
const tone = (seconds: number) =>
  Float32Array.from({ length: seconds * 22050 }, (_, i) => 0.5 * Math.sin(i / 20));
const wav = writeWav(tone(1), 22050);

async function convert(id: string) {
  await startConversion(id);
  await finishConversion(id, tone(1));
}

async function namesIn(zip: Blob): Promise<string[]> {
  const names: string[] = [];
  for await (const { name } of readDatasetZip(zip)) names.push(name);
  return names;
}

afterEach(() => vi.restoreAllMocks());

beforeEach(async () => {
  const db = await database();
  await Promise.all([...db.objectStoreNames].map((name) => db.clear(name)));
  await createDataset('jane', 'en-us');
});

describe('dropped files', () => {
  it('become clips with their transcripts, and every problem has a sentence', async () => {
    const latin1 = Uint8Array.from('b|Zo\xeb.\ngone.mp3|Who?\n', (character) => character.charCodeAt(0));
    const { clips, transcribed, notes } = await receiveFiles('jane', [
      file('metadata.csv', latin1),
      file('a.mp3'),
      file('b.wav'),
      file('mute.m4a'),
      file('a.txt', 'From the text beside it.'),
      file('photo.jpg'),
      file('empty.csv', ''),
      file('b.flac')
    ]);
    expect(clips).toEqual(['jane/a', 'jane/b', 'jane/mute']);
    expect(transcribed).toBe(2);
    expect((await listClips('jane')).map((clip) => clip.transcript)).toEqual([
      'From the text beside it.',
      'Zoë.',
      ''
    ]);
    expect(notes).toHaveLength(6);
    const all = notes.join('\n');
    expect(all).toContain('b.flac was left out: there is already a clip called "b"');
    expect(all).toContain('metadata.csv is not UTF-8; it was read as Latin-1');
    expect(all).toContain('empty.csv is empty');
    expect(all).toContain('1 file (photo.jpg) is neither recordings');
    expect(all).toContain('no recording here for 1 transcript (gone)');
    expect(all).toContain('no transcript for 1 clip (mute)');
  });

  it('may have a list of 150,000 rows', async () => {
    const rows = Array.from({ length: 150_000 }, (_, i) => `clip${i}|Sentence ${i}.\n`).join('');
    const { clips, transcribed, notes } = await receiveFiles('jane', [
      file('clip7.wav'),
      file('metadata.csv', rows)
    ]);
    expect(clips).toEqual(['jane/clip7']);
    expect(transcribed).toBe(1);
    expect(notes.join()).toContain('no recording here for 149999 transcripts');
  });

  it('are stored but for the one that cannot be, which a note names', async () => {
    const put = IDBObjectStore.prototype.put;
    vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, value) {
      const request = put.call(this, value);
      if (this.name === 'sources' && value.id === 'jane/c') this.transaction.abort();
      return request;
    });
    const { clips, transcribed, notes } = await receiveFiles('jane', [
      ...['a.wav', 'b.wav', 'c.wav', 'd.wav'].map((name) => file(name)),
      file('metadata.csv', 'a|One.\nd|Two.')
    ]);
    expect(clips).toEqual(['jane/a', 'jane/b', 'jane/d']);
    expect(transcribed).toBe(2);
    expect(notes[0]).toMatch(/^1 recording \(c\.wav\) could not be stored: .+ Add the file again\.$/);
  });

  it('are stored even if their transcripts cannot be, and a file that cannot be read has a note', async () => {
    const put = IDBObjectStore.prototype.put;
    vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, value) {
      if (this.name === 'settings') throw new DOMException('full', 'QuotaExceededError');
      return put.call(this, value);
    });
    const gone = {
      size: 9,
      arrayBuffer: () => Promise.reject(new DOMException('It is gone.', 'NotFoundError'))
    };
    const { clips, notes } = await receiveFiles('jane', [
      file('a.wav'),
      { name: 'gone.csv', file: gone as unknown as Blob },
      file('metadata.csv', 'a|One.')
    ]);
    expect(clips).toEqual(['jane/a']);
    expect(notes).toEqual([
      'gone.csv: It is gone. Add the file again.',
      'The transcripts of metadata.csv could not be stored: There is no room left on this device. Delete what you do not need, then add the file again.'
    ]);
  });

  it('are refused whole for a dataset that does not exist', async () => {
    await expect(receiveFiles('nobody', [file('a.mp3')])).rejects.toThrow(NotFoundError);
  });
});

describe('a dataset as a zip', () => {
  beforeEach(async () => {
    await receiveFiles('jane', [file('take 1.mp3'), file('TAKE_1.mp3'), file('c.mp3'), file('waiting.mp3')]);
    for (const name of ['take 1', 'TAKE_1', 'c']) await convert(`jane/${name}`);
    await setTranscript('jane/take 1', 'He said "It costs $2" | or so.');
  });

  it('has metadata.csv in three columns and wavs in 16 bits, under names that files can have', async () => {
    const shares: number[] = [];
    const zip = await exportDataset('jane', (share) => shares.push(share));
    expect(shares.at(-1)).toBe(1);
    const files = unzipSync(new Uint8Array(await zip.arrayBuffer()));
    expect(Object.keys(files).sort()).toEqual([
      'metadata.csv',
      'wavs/TAKE_1-2.wav',
      'wavs/c.wav',
      'wavs/take_1.wav'
    ]);
    expect(strFromU8(files['metadata.csv']!).split('\n')).toContain(
      'take_1|He said It costs $2 or so.|He said It costs two dollars or so.'
    );
    const { sampleRate, channels } = readWav(files['wavs/c.wav']!);
    expect([sampleRate, channels.length, channels[0]!.length]).toEqual([22050, 1, 22050]);
    expect(channels[0]![100]).toBeCloseTo(tone(1)[100]!, 3);
  });

  it('leaves numbers to be read in its own language', async () => {
    await createDataset('juana', 'es-419');
    await receiveFiles('juana', [file('a.wav'), file('a.txt', '«Son 3 pesos», dijo.')]);
    await convert('juana/a');
    const files = unzipSync(
      new Uint8Array(await (await exportDataset('juana', () => undefined)).arrayBuffer())
    );
    expect(strFromU8(files['metadata.csv']!)).toBe('a|«Son 3 pesos», dijo.|Son 3 pesos, dijo.\n');
  });

  it('comes back as the same clips and transcripts', async () => {
    const zip = await exportDataset('jane', () => undefined);
    await createDataset('copy', 'en-us');
    const { clips, transcribed, notes } = await receiveFiles('copy', [{ name: 'jane.zip', file: zip }]);
    expect(clips.sort()).toEqual(['copy/TAKE_1-2', 'copy/c', 'copy/take_1']);
    expect(transcribed).toBe(1);
    expect(notes).toHaveLength(2);
    const copy = (await listClips('copy')).find((clip) => clip.name === 'take_1')!;
    expect(copy.transcript).toBe('He said It costs two dollars or so.');
  });
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
    const reading = namesIn(new Blob([bytes as Uint8Array<ArrayBuffer>]));
    await expect(reading).rejects.toThrow(BadFileError);
    await expect(reading).rejects.toThrow(sentence);
  });

  it('loses nothing of what came before the damage', async () => {
    const zip = zipSync({ 'a.wav': wav, 'b.wav': wav });
    const cut = zip.slice(0, zip.length / 2 + 2000);
    const { clips, notes } = await receiveFiles('jane', [file('bad.zip', cut)]);
    expect(clips).toEqual(['jane/a']);
    expect(notes).toEqual(['bad.zip: This zip cannot be taken in: it is cut short.']);
  });
});
