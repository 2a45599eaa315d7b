import { beforeEach, describe, expect, it } from 'vitest';
import { writeWav } from '../src/audio/wav';
import { onChange } from '../src/store/changes';
import { addFiles, getClip, listClips, readAudio } from '../src/store/clips';
import { retryConversion, unfinishedClips } from '../src/store/conversion';
import { database } from '../src/store/database';
import { createDataset } from '../src/store/datasets';
import { convertPool } from './startConverters';

/** A tone of `seconds`, at 44 100 Hz. */
function recording(name: string, seconds: number) {
  const samples = Float32Array.from({ length: seconds * 44100 }, (_, i) => 0.4 * Math.sin(i / 30));
  return { name, file: new Blob([writeWav(samples, 44100)]) };
}

/** Waits until some clip is told of: its conversion has begun. */
function untilAtWork(): Promise<void> {
  return new Promise((done) => {
    const end = onChange(({ of }) => {
      if (of !== 'clips') return;
      end();
      done();
    });
  });
}

beforeEach(async () => {
  const db = await database();
  await Promise.all([...db.objectStoreNames].map((name) => db.clear(name)));
  await createDataset('jane', 'en-us');
});

describe('the conversion pool', () => {
  it('makes clips of recordings, and names what is wrong with each of the others', async () => {
    const { ids } = await addFiles('jane', [
      recording('good.wav', 2),
      { name: 'letter.mp3', file: new Blob(['Dear all, this is not a recording. '.repeat(20)]) },
      { name: 'empty.wav', file: new Blob([]) },
      recording('blip.wav', 0.1),
      recording('also good.wav', 1)
    ]);
    const progress = new Map<string, number>();
    const changed: (string | null)[] = [];
    const end = onChange((change) => change.of === 'clips' && changed.push(change.clip));
    const pool = convertPool((clip, share) => progress.set(clip, share));
    pool.add(ids.filter((id) => id !== 'jane/empty'));
    await pool.finished();
    expect((await listClips('jane')).map(({ name, state, samples }) => [name, state, samples])).toEqual([
      ['also good', 'ready', 22050],
      ['blip', 'failed', 0],
      ['empty', 'failed', 0],
      ['good', 'ready', 44100],
      ['letter', 'failed', 0]
    ]);
    expect((await getClip('jane/letter')).problem).toContain('not audio that can be read');
    expect((await getClip('jane/blip')).problem).toContain('at least 0.5 s');
    expect((await getClip('jane/empty')).problem).toContain('0 bytes');
    expect((await readAudio('jane/good')).length).toBe(44100);
    // Its worker tells that it began and that it is ready.
    await expect.poll(() => changed.filter((clip) => clip === 'jane/good').length).toBe(2);
    end();
    await pool.cancel();
  });

  it('stops at once when it is cancelled, loses nothing, and goes on later', async () => {
    const files = Array.from({ length: 12 }, (_, i) => recording(`take ${i}.wav`, 60));
    const { ids } = await addFiles('jane', files);
    const pool = convertPool();
    pool.add(ids);
    while ((await unfinishedClips('jane')).length === 12) await new Promise((done) => setTimeout(done, 20));
    await pool.cancel();
    await pool.finished();
    const left = await unfinishedClips('jane');
    expect(left.length).toBeGreaterThan(0);
    expect((await listClips('jane')).filter((clip) => clip.state === 'converting')).toEqual([]);
    pool.add(left);
    pool.add(left);
    await pool.finished();
    expect((await listClips('jane')).every((clip) => clip.state === 'ready')).toBe(true);
    await pool.cancel();
  });

  it('tries a clip again in a fresh worker when the first cannot be started, and fails it after the second time', async () => {
    const { ids } = await addFiles('jane', [recording('a.wav', 1), recording('b.wav', 120)]);
    const RealWorker = globalThis.Worker;
    let started = 0;
    /** The first `broken` workers die as they start, or as they begin to work. */
    const breakFirst = (broken: number, how: 'starting' | 'working') => {
      started = 0;
      globalThis.Worker = class extends RealWorker {
        constructor(url: string | URL, options?: WorkerOptions) {
          const breaks = started++ < broken;
          super(
            breaks && how === 'starting' ? 'data:text/javascript,throw new Error("broken")' : url,
            options
          );
          if (breaks && how === 'working') void untilAtWork().then(() => this.terminate());
        }
      };
    };
    try {
      breakFirst(1, 'starting');
      const pool = convertPool(undefined, 1);
      pool.add([ids[0]!]);
      await pool.finished();
      expect(started).toBe(2);
      expect((await getClip(ids[0]!)).state).toBe('ready');
      await pool.cancel();

      breakFirst(2, 'starting');
      pool.add([ids[1]!]);
      await pool.finished();
      expect(await getClip(ids[1]!)).toMatchObject({ state: 'failed' });
      expect((await getClip(ids[1]!)).problem).toContain('could not be loaded');

      await retryConversion(ids[1]!);
      breakFirst(2, 'working');
      pool.add([ids[1]!]);
      await pool.finished();
      expect((await getClip(ids[1]!)).problem).toContain('broke down on this file, twice');

      expect(await retryConversion(ids[1]!)).toBe(true);
      pool.add([ids[1]!]);
      await pool.finished();
      expect((await getClip(ids[1]!)).state).toBe('ready');
      await pool.cancel();
    } finally {
      globalThis.Worker = RealWorker;
    }
  });
});
