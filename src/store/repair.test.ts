import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, it } from 'vitest';
import { InvalidInputError, NotFoundError } from '../errors';
import { onChange } from './changes';
import { addFiles, getClip, listClips, purgeClips, readAudio, readUsedAudio, removeClips } from './clips';
import { failConversion, finishConversion, startConversion } from './conversion';
import { database } from './database';
import { createDataset, deleteDataset, purgeDatasets, renameDataset } from './datasets';
import { joinClips, setEdit, setExcluded, splitClip } from './repair';
import { bringBackAudio, earlierAudio, replaceAudio } from './replacedAudio';

const rate = 22050;
/** A ramp, so that each sample tells its place. */
const ramp = (seconds: number) =>
  Float32Array.from({ length: seconds * rate }, (_, i) => i / (seconds * rate));
const constant = (level: number, seconds: number) => new Float32Array(seconds * rate).fill(level);

async function convert(id: string, pcm: Float32Array<ArrayBuffer>) {
  await startConversion(id);
  await finishConversion(id, pcm);
}

beforeEach(async () => {
  const db = await database();
  await Promise.all([...db.objectStoreNames].map((name) => db.clear(name)));
  await createDataset('jane', 'en-us');
  await addFiles('jane', [{ name: 'a.wav', file: new Blob(['0123456789']) }]);
  await convert('jane/a', ramp(4));
});

describe('an edit', () => {
  it('says what is used, leaves the decode alone, and is undone by what was there before', async () => {
    const heard: unknown[] = [];
    const end = onChange((change) => heard.push(change));
    expect(await setEdit('jane/a', { from: rate, to: 3 * rate, gain: -6 })).toBeNull();
    end();
    expect(heard).toEqual([{ of: 'clips', dataset: 'jane', clip: 'jane/a' }]);
    const used = await readUsedAudio(await getClip('jane/a'));
    expect(used.length).toBe(2 * rate);
    expect(used[0]).toBeCloseTo(0.25 * 10 ** (-6 / 20), 5);
    expect((await readAudio('jane/a')).length).toBe(4 * rate);
    const before = await setEdit('jane/a', { from: 0, to: 2 * rate, gain: 0 });
    expect(before).toEqual({ from: rate, to: 3 * rate, gain: -6 });
    await setEdit('jane/a', before);
    expect((await getClip('jane/a')).edit).toEqual(before);
  });

  it('is kept within the decode, and is none where it changes nothing', async () => {
    await setEdit('jane/a', { from: -5, to: 1e9, gain: 3 });
    expect((await getClip('jane/a')).edit).toEqual({ from: 0, to: 4 * rate, gain: 3 });
    await setEdit('jane/a', { from: 0, to: 4 * rate, gain: 0 });
    expect((await getClip('jane/a')).edit).toBeNull();
  });

  it.each([
    [{ from: 0, to: 0.4 * rate, gain: 0 }, '0.40 s would be left of "a"'],
    [{ from: 3 * rate, to: 2 * rate, gain: 0 }, 'at least 0.5 s'],
    [{ from: Number.NaN, to: 2 * rate, gain: 0 }, 'at least 0.5 s'],
    [{ from: 0, to: 2 * rate, gain: 25 }, 'between -24 and 24 dB'],
    [{ from: 0, to: 2 * rate, gain: Number.NaN }, 'between -24 and 24 dB']
  ])('of %j is refused', async (edit, message) => {
    await expect(setEdit('jane/a', edit)).rejects.toThrow(message);
    expect((await getClip('jane/a')).edit).toBeNull();
  });

  it('needs a clip that is ready', async () => {
    await addFiles('jane', [{ name: 'b.wav', file: new Blob(['0']) }]);
    await expect(setEdit('jane/b', { from: 0, to: rate, gain: 0 })).rejects.toThrow(InvalidInputError);
    await expect(setEdit('jane/nobody', null)).rejects.toThrow(NotFoundError);
  });
});

describe('excluding', () => {
  it('takes clips out and in again', async () => {
    await setExcluded(['jane/a'], true);
    expect((await getClip('jane/a')).excluded).toBe(true);
    await setExcluded(['jane/a'], false);
    expect((await getClip('jane/a')).excluded).toBe(false);
  });
});

describe('splitting', () => {
  it('leaves the first its audio and gives the second a copy of the rest; nothing that was cut off is lost', async () => {
    await setEdit('jane/a', { from: 0.5 * rate, to: 3.5 * rate, gain: 2 });
    const { second } = await splitClip('jane/a', 2 * rate, ['One.', 'Two.']);
    expect(await getClip('jane/a')).toMatchObject({
      transcript: 'One.',
      samples: 4 * rate,
      edit: { from: 0.5 * rate, to: 2 * rate, gain: 2 }
    });
    expect(second).toMatchObject({ id: 'jane/a_2', name: 'a_2', transcript: 'Two.', hash: null });
    expect(await getClip('jane/a_2')).toMatchObject({
      samples: 2 * rate,
      edit: { from: 0, to: 1.5 * rate, gain: 2 }
    });
    expect((await readAudio('jane/a')).length).toBe(4 * rate);
    expect((await readAudio('jane/a_2'))[0]).toBeCloseTo(0.5, 6);
  });

  it('is undone as a whole', async () => {
    const before = await getClip('jane/a');
    await joinClips(await splitClip('jane/a', 2 * rate, ['One.', 'Two.']));
    expect(await listClips('jane')).toEqual([before]);
    expect(await (await database()).getAllKeys('audio')).toEqual(['jane/a']);
  });

  it('takes a name that is free', async () => {
    await splitClip('jane/a', 2 * rate, ['', '']);
    const { second } = await splitClip('jane/a', rate, ['', '']);
    expect(second.name).toBe('a_3');
    expect((await listClips('jane')).map(({ name }) => name)).toEqual(['a', 'a_2', 'a_3']);
  });

  it('is refused near either end, and without audio', async () => {
    await expect(splitClip('jane/a', 0.3 * rate, ['', ''])).rejects.toThrow('would have 0.30 and 3.70 s');
    await expect(splitClip('jane/a', 3.8 * rate, ['', ''])).rejects.toThrow(InvalidInputError);
    await addFiles('jane', [{ name: 'b.wav', file: new Blob(['0']) }]);
    await expect(splitClip('jane/b', rate, ['', ''])).rejects.toThrow(NotFoundError);
    expect(await listClips('jane')).toHaveLength(2);
  });
});

describe('recording again', () => {
  const level = async (id: string) => (await readUsedAudio(await getClip(id)))[0];

  it('keeps what was there, with its edit, and brings it back in turns', async () => {
    await setEdit('jane/a', { from: 2 * rate, to: 4 * rate, gain: 0 });
    const { added } = await getClip('jane/a');
    await replaceAudio('jane/a', constant(0.1, 1));
    expect(await getClip('jane/a')).toMatchObject({ state: 'ready', samples: rate, edit: null, hash: null });
    expect((await getClip('jane/a')).added).toBeGreaterThan(added);
    expect(await earlierAudio('jane/a')).toMatchObject([{ seconds: 2 }]);
    await bringBackAudio('jane/a');
    expect(await level('jane/a')).toBeCloseTo(0.5, 5);
    expect(await earlierAudio('jane/a')).toMatchObject([{ seconds: 1 }]);
    await bringBackAudio('jane/a');
    expect(await level('jane/a')).toBeCloseTo(0.1, 6);
  });

  it('keeps every take, and brings back any', async () => {
    await replaceAudio('jane/a', constant(0.1, 1));
    await replaceAudio('jane/a', constant(0.2, 2));
    await replaceAudio('jane/a', constant(0.3, 3));
    const earlier = await earlierAudio('jane/a');
    expect(earlier.map(({ seconds }) => seconds)).toEqual([2, 1, 4]);
    await bringBackAudio('jane/a', earlier[1]?.key);
    expect(await level('jane/a')).toBeCloseTo(0.1, 6);
    expect((await earlierAudio('jane/a')).map(({ seconds }) => seconds)).toEqual([3, 2, 4]);
  });

  it('takes a file too, which waits for its conversion; when that fails, the earlier one can still come back', async () => {
    await replaceAudio('jane/a', new Blob(['not audio']));
    expect(await getClip('jane/a')).toMatchObject({ state: 'waiting', samples: 0, bytes: 9 });
    await expect(readAudio('jane/a')).rejects.toThrow(NotFoundError);
    await startConversion('jane/a');
    await failConversion('jane/a', 'not audio');
    await bringBackAudio('jane/a');
    expect(await getClip('jane/a')).toMatchObject({ state: 'ready', problem: null, samples: 4 * rate });
    expect(await (await database()).count('sources')).toBe(0);
    expect(await earlierAudio('jane/a')).toEqual([]);
  });

  it('has nothing to bring back where nothing was replaced', async () => {
    await expect(bringBackAudio('jane/a')).rejects.toThrow('has no earlier recording');
    await expect(bringBackAudio('jane/nobody')).rejects.toThrow(NotFoundError);
    await expect(replaceAudio('jane/nobody', constant(0.1, 1))).rejects.toThrow(NotFoundError);
  });

  it('moves along when the dataset is renamed, and goes with it or with its clip', async () => {
    const db = await database();
    await replaceAudio('jane/a', constant(0.1, 1));
    await db.put('audio', { id: 'jane//consent', pcm: constant(0.2, 1) });
    await renameDataset('jane', 'joan');
    expect(await earlierAudio('jane/a')).toEqual([]);
    expect(await db.getAllKeys('audio')).toEqual(['joan//consent', 'joan/a']);
    await bringBackAudio('joan/a');
    expect((await getClip('joan/a')).samples).toBe(4 * rate);
    await deleteDataset('joan');
    await purgeDatasets();
    expect(await db.count('replacedAudio')).toBe(0);
    expect(await db.count('audio')).toBe(0);
  });

  it('is forgotten with its clip, also when a new file takes the name of a removed one', async () => {
    await replaceAudio('jane/a', constant(0.1, 1));
    await removeClips(['jane/a']);
    await addFiles('jane', [{ name: 'a.wav', file: new Blob(['0']) }]);
    expect(await earlierAudio('jane/a')).toEqual([]);
    await convert('jane/a', ramp(4));
    await replaceAudio('jane/a', constant(0.1, 1));
    await removeClips(['jane/a']);
    await purgeClips();
    expect(await (await database()).count('replacedAudio')).toBe(0);
  });
});
