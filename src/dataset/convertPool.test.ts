import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BadFileError, DecoderCrashError, UnsupportedError } from '../errors';
import { addFiles, getClip, listClips, readAudio, removeClips } from '../store/clips';
import { unfinishedClips } from '../store/conversion';
import { database } from '../store/database';
import { createDataset } from '../store/datasets';
import { convertClip, type ClipDecoder } from './convertClip';
import { ConvertPool, type Converter } from './convertPool';

const second = new Float32Array(22050).fill(0.1);

/** A converter that does in this thread what the real one does in its worker, and dies when it is ended. */
function converter(decode: (text: string) => Promise<Float32Array<ArrayBuffer>>, started?: Promise<void>) {
  let end!: () => void;
  const ended = new Promise<never>((_, reject) => (end = () => reject(new Error('ended'))));
  ended.catch(() => undefined);
  const decoder: ClipDecoder = {
    async decode(bytes, onProgress) {
      onProgress(0.5);
      return Promise.race([ended, decode(new TextDecoder().decode(bytes))]);
    }
  };
  const made: Converter = {
    started: started ?? Promise.resolve(),
    convert: (clip, onProgress) => convertClip(clip, decoder, onProgress),
    end
  };
  return made;
}

/** Adds recordings whose content is their name. */
async function add(...names: string[]): Promise<string[]> {
  const files = names.map((name) => ({ name: `${name}.wav`, file: new Blob([name]) }));
  return (await addFiles('jane', files)).ids;
}

afterEach(() => vi.restoreAllMocks());
beforeEach(async () => {
  const db = await database();
  await Promise.all([...db.objectStoreNames].map((name) => db.clear(name)));
  await createDataset('jane', 'en-us');
});

describe('the conversion pool', () => {
  it('takes clips in the order in which they were added, no more at once than it has converters', async () => {
    const taken: string[] = [];
    let atOnce = 0;
    let most = 0;
    let started = 0;
    const pool = new ConvertPool(() => {
      started++;
      return converter(async (name) => {
        taken.push(name);
        most = Math.max(most, ++atOnce);
        await new Promise((done) => setTimeout(done, 1));
        atOnce--;
        return second;
      });
    }, 2);
    const ids = await add('c', 'a', 'e', 'b', 'd');
    pool.add(ids);
    await pool.finished();
    expect(taken).toEqual(['c', 'a', 'e', 'b', 'd']);
    expect([most, started]).toEqual([2, 2]);
    expect((await listClips('jane')).map(({ state, samples }) => `${state} ${samples}`)).toEqual(
      Array.from({ length: 5 }, () => 'ready 22050')
    );
    await pool.cancel();
  });

  it('tells how far each clip is, and what is wrong with a file in its record', async () => {
    const progress: [string, number][] = [];
    const pool = new ConvertPool(
      () =>
        converter(async (name) => {
          if (name === 'letter') throw new BadFileError('This is a letter.');
          return second;
        }),
      1,
      (clip, share) => progress.push([clip, share])
    );
    pool.add(await add('good', 'letter'));
    await pool.finished();
    expect(progress).toEqual([
      ['jane/good', 0.5],
      ['jane/letter', 0.5]
    ]);
    expect(await getClip('jane/good')).toMatchObject({ state: 'ready', problem: null });
    expect(await getClip('jane/letter')).toMatchObject({ state: 'failed', problem: 'This is a letter.' });
    await pool.cancel();
  });

  it('tries a clip again with a fresh converter after a crash, and fails it after the second', async () => {
    let started = 0;
    let crashes = 1;
    const pool = new ConvertPool(() => {
      started++;
      return converter(async (name) => {
        if (name === 'bad' && crashes-- > 0) throw new DecoderCrashError('out of bounds');
        return second;
      });
    }, 1);
    const ids = await add('bad', 'other');
    pool.add(ids);
    await pool.finished();
    expect(started).toBe(2);
    expect((await listClips('jane')).map(({ state }) => state)).toEqual(['ready', 'ready']);

    crashes = 2;
    await removeClips(['jane/bad']);
    pool.add(await add('bad'));
    await pool.finished();
    const { state, problem } = await getClip('jane/bad');
    expect(state).toBe('failed');
    expect(problem).toBe(
      'The converter broke down on this file, twice. Export the recording again, as WAV or MP3. (out of bounds)'
    );
    await pool.cancel();
  });

  it('says why no converter can be started, and converts once one can', async () => {
    let broken = true;
    const pool = new ConvertPool(() => {
      const started = broken ? Promise.reject(new UnsupportedError('It could not be loaded.')) : undefined;
      return converter(async () => second, started);
    }, 1);
    const [id] = await add('a');
    pool.add([id!]);
    await pool.finished();
    expect(await getClip(id!)).toMatchObject({ state: 'failed', problem: 'It could not be loaded.' });
    broken = false;
    pool.add(await add('a'));
    await pool.finished();
    expect((await getClip(id!)).state).toBe('ready');
    await pool.cancel();
  });

  it('stops at once when it is cancelled: what was at work and what waits goes on later', async () => {
    let open!: () => void;
    const gate = new Promise<void>((done) => (open = done));
    const pool = new ConvertPool(
      () => converter(async () => gate.then(() => second)),
      2,
      () => undefined
    );
    const ids = await add('a', 'b', 'c');
    pool.add(ids);
    const finished = pool.finished();
    await vi.waitFor(async () =>
      expect((await listClips('jane')).map(({ state }) => state)).toEqual([
        'converting',
        'converting',
        'waiting'
      ])
    );
    await pool.cancel();
    await finished;
    expect((await listClips('jane')).map(({ state }) => state)).toEqual(['waiting', 'waiting', 'waiting']);
    open();
    pool.add(await unfinishedClips('jane'));
    await pool.finished();
    expect((await listClips('jane')).map(({ state }) => state)).toEqual(['ready', 'ready', 'ready']);
    await pool.cancel();
  });

  it('converts the new file of a clip that is deleted and dropped again while it is at work', async () => {
    let open!: () => void;
    const gate = new Promise<void>((done) => (open = done));
    const pool = new ConvertPool(
      () =>
        converter(async (name) => {
          if (name === 'old') await gate;
          return name === 'old' ? second : second.slice(0, 14000);
        }),
      2
    );
    const drop = async (content: string) =>
      (await addFiles('jane', [{ name: 'take.wav', file: new Blob([content]) }])).ids;
    const [id] = await drop('old');
    pool.add([id!]);
    await vi.waitFor(async () => expect((await getClip(id!)).state).toBe('converting'));
    await removeClips([id!]);
    pool.add(await drop('new'));
    open();
    await pool.finished();
    expect(await getClip(id!)).toMatchObject({ state: 'ready', samples: 14000 });
    expect(await readAudio(id!)).toHaveLength(14000);
    await pool.cancel();
  });

  it('is finished also when a failure cannot be written down', async () => {
    const ids = await add('a');
    vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
      throw new DOMException('No room.', 'QuotaExceededError');
    });
    const pool = new ConvertPool(() => converter(async () => second), 1);
    pool.add(ids);
    await pool.finished();
    vi.restoreAllMocks();
    expect(await unfinishedClips('jane')).toEqual(ids);
    await pool.cancel();
  });

  it('ends its converters when there has been nothing to do for a while', async () => {
    let ended = 0;
    const pool = new ConvertPool(() => {
      const made = converter(async () => second);
      return { ...made, end: () => ended++ };
    }, 1);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      pool.add(['jane/nobody']);
      await pool.finished();
      expect(ended).toBe(0);
      vi.advanceTimersByTime(11_000);
      expect(ended).toBe(1);
    } finally {
      vi.useRealTimers();
    }
  });
});
