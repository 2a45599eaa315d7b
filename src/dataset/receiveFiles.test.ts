import 'fake-indexeddb/auto';
import { zipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { writeWav } from '../audio/wav';
import { NotFoundError } from '../errors';
import { listClips } from '../store/clips';
import { database } from '../store/database';
import { createDataset } from '../store/datasets';
import { receiveFiles } from './receiveFiles';

const file = (name: string, content: string | Uint8Array<ArrayBuffer> = 'x') => ({
  name,
  file: new Blob([content])
});
const wav = writeWav(
  Float32Array.from({ length: 22050 }, (_, i) => 0.5 * Math.sin(i / 20)),
  22050
);

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

  it('of a damaged zip are stored up to the damage', async () => {
    const zip = zipSync({ 'a.wav': wav, 'b.wav': wav });
    const cut = zip.slice(0, zip.length / 2 + 2000);
    const { clips, notes } = await receiveFiles('jane', [file('bad.zip', cut)]);
    expect(clips).toEqual(['jane/a']);
    expect(notes).toEqual(['bad.zip: This zip cannot be taken in: it is cut short.']);
  });
});
