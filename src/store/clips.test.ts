import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { InvalidInputError, NotFoundError } from '../errors';
import { clipName } from './clipName';
import {
  addFiles,
  getClip,
  listClips,
  purgeClips,
  readAudio,
  removeClips,
  restoreClips,
  setTranscript
} from './clips';
import {
  failConversion,
  finishConversion,
  postponeConversion,
  retryConversion,
  startConversion,
  unfinishedClips
} from './conversion';
import { database } from './database';
import type { RunRecord } from './records';
import {
  createDataset,
  deleteDataset,
  getDataset,
  listDatasets,
  purgeDatasets,
  renameDataset,
  restoreDataset,
  sanitisedName
} from './datasets';
import { addTranscripts } from './transcripts';

const recording = (name: string, bytes = 10) => ({ name, file: new Blob([new Uint8Array(bytes)]) });
/** What the converter does to a clip. */
async function convert(id: string) {
  await startConversion(id);
  await finishConversion(id, second());
}
async function fail(id: string) {
  await startConversion(id);
  await failConversion(id, 'not audio');
}
const second = () => new Float32Array(22050).fill(0.1);

/** A file of any size, without its bytes. */
function sized(name: string, size: number) {
  const file = new Blob([]);
  Object.defineProperty(file, 'size', { value: size });
  return { name, file };
}

beforeEach(async () => {
  const db = await database();
  await Promise.all([...db.objectStoreNames].map((name) => db.clear(name)));
});

describe('datasets', () => {
  it.each([
    ['Jane Doe', 'Jane_Doe'],
    ['  Zoë & Zack!  ', 'Zoe_Zack'],
    ['../../etc/passwd', 'etc_passwd'],
    ['voice-2_b', 'voice-2_b'],
    ['日本', '']
  ])('called %j become %j', (typed, name) => {
    expect(sanitisedName(typed)).toBe(name);
  });

  it('are refused without a letter or digit, with a taken name, and with an unknown language', async () => {
    await createDataset('Jane', 'en-us');
    await expect(createDataset('!!!', 'en-us')).rejects.toThrow('needs a letter or a digit');
    await expect(createDataset('jane', 'en-gb')).rejects.toThrow('already a dataset called "Jane"');
    await expect(createDataset('Bob', 'xx' as 'en-us')).rejects.toThrow(InvalidInputError);
    await expect(createDataset('Bob', 'en_US' as 'en-us')).rejects.toThrow(
      /heard en-us, en-gb, .*, de\. It has not heard, but can be taught: af, am, /
    );
    expect((await createDataset('Bob', 'pl')).accent).toBe('pl');
  });

  it('are listed with what their clips add up to', async () => {
    await createDataset('jane', 'en-gb');
    await addFiles(
      'jane',
      ['a.mp3', 'b.mp3', 'c.mp3', 'd.mp3', 'gone.mp3'].map((name) => recording(name))
    );
    await convert('jane/a');
    await convert('jane/b');
    await setTranscript('jane/b', ' What  is\nsaid. ');
    await fail('jane/c');
    await removeClips(['jane/gone']);
    const [summary] = await listDatasets();
    expect(summary).toMatchObject({ id: 'jane', accent: 'en-gb', clips: 4, ready: 2, untranscribed: 1 });
    expect(summary).toMatchObject({ failed: 1, working: 1, seconds: 2 });
    expect((await getClip('jane/b')).transcript).toBe('What is said.');
  });

  it('can be deleted, and the deletion undone until it is purged', async () => {
    await createDataset('jane', 'en-us');
    await addFiles('jane', [recording('a.mp3')]);
    await deleteDataset('jane');
    expect(await listDatasets()).toEqual([]);
    await expect(getDataset('jane')).rejects.toThrow(NotFoundError);
    await restoreDataset('jane');
    expect((await listDatasets())[0]!.clips).toBe(1);
    await deleteDataset('jane');
    expect(await purgeDatasets()).toEqual(['jane']);
    await expect(restoreDataset('jane')).rejects.toThrow(NotFoundError);
    expect(await (await database()).count('sources')).toBe(0);
  });

  it('give their name up when they are deleted', async () => {
    await createDataset('jane', 'en-us');
    await addFiles('jane', [recording('a.mp3')]);
    await deleteDataset('jane');
    await createDataset('jane', 'en-us');
    expect(await listClips('jane')).toEqual([]);
  });

  it('can be renamed, with clips, audio, waiting transcripts and runs', async () => {
    await createDataset('jane', 'en-us');
    await addFiles('jane', [recording('a.mp3'), recording('b.mp3')]);
    await convert('jane/a');
    await fail('jane/b');
    await addTranscripts('jane', [{ file: 'c.mp3', text: 'Later.' }]);
    await (await database()).put('runs', { id: 'jane_1', dataset: 'jane', state: 'completed' } as RunRecord);
    expect((await renameDataset('jane', 'Jane Doe')).id).toBe('Jane_Doe');
    expect((await listClips('Jane_Doe')).map((clip) => clip.id)).toEqual(['Jane_Doe/a', 'Jane_Doe/b']);
    expect(await listClips('jane')).toEqual([]);
    expect((await readAudio('Jane_Doe/a')).length).toBe(22050);
    expect(await retryConversion('Jane_Doe/b')).toBe(true);
    await addFiles('Jane_Doe', [recording('c.mp3')]);
    expect((await getClip('Jane_Doe/c')).transcript).toBe('Later.');
    expect((await (await database()).get('runs', 'jane_1'))!.dataset).toBe('Jane_Doe');
  });

  it('are not renamed while clips are converted, nor to a taken name', async () => {
    await createDataset('jane', 'en-us');
    await createDataset('bob', 'en-us');
    await addFiles('jane', [recording('a.mp3')]);
    await expect(renameDataset('jane', 'joan')).rejects.toThrow('while its clips are converted');
    await expect(renameDataset('bob', 'jane')).rejects.toThrow('already a dataset');
    expect((await listDatasets()).map((d) => d.id).sort()).toEqual(['bob', 'jane']);
  });
});

describe('clips', () => {
  beforeEach(async () => {
    await createDataset('jane', 'en-us');
  });

  it.each([
    ['folder/sub\\LJ001-0001.MP3', 'LJ001-0001'],
    ['v1.2 take.wav', 'v1.2 take'],
    ['LJ001-0001', 'LJ001-0001'],
    ['Zoe\u0308.m4a', 'Zo\u00eb'],
    ['.mp3', 'clip']
  ])('of %j are called %j', (path, name) => {
    expect(clipName(path)).toBe(name);
  });

  it('wait after they were added, and are listed in the order of their numbers', async () => {
    const { ids, refused } = await addFiles('jane', [recording('x/take 10.mp3'), recording('take 9.wav')]);
    expect(ids).toEqual(['jane/take 10', 'jane/take 9']);
    expect(refused).toEqual([]);
    const clips = await listClips('jane');
    expect(clips.map((clip) => [clip.name, clip.fileName, clip.state, clip.bytes])).toEqual([
      ['take 9', 'take 9.wav', 'waiting', 10],
      ['take 10', 'take 10.mp3', 'waiting', 10]
    ]);
  });

  it('are refused when their name is taken, but take the place of a failed one with its transcript', async () => {
    await addFiles('jane', [recording('a.mp3')]);
    await setTranscript('jane/a', 'Said.');
    const again = await addFiles('jane', [recording('a.wav')]);
    expect(again.ids).toEqual([]);
    expect(again.refused).toEqual([
      'a.wav was left out: there is already a clip called "a". Remove that one first, or rename the file.'
    ]);
    await fail('jane/a');
    expect((await addFiles('jane', [recording('a.wav')])).ids).toEqual(['jane/a']);
    expect(await getClip('jane/a')).toMatchObject({
      state: 'waiting',
      transcript: 'Said.',
      fileName: 'a.wav'
    });
  });

  it('keep a typed transcript when a failed file is dropped again, also one that a list gave before', async () => {
    await addTranscripts('jane', [{ file: 'a.mp3', text: 'From the list.' }]);
    await addFiles('jane', [recording('a.mp3')]);
    expect((await getClip('jane/a')).transcript).toBe('From the list.');
    await setTranscript('jane/a', 'Typed.');
    await fail('jane/a');
    await addFiles('jane', [recording('a.wav')]);
    expect((await getClip('jane/a')).transcript).toBe('Typed.');
  });

  it('that were deleted while they were converted do not give their sound to a new file of their name', async () => {
    await addFiles('jane', [recording('a.mp3')]);
    await startConversion('jane/a');
    await removeClips(['jane/a']);
    const { added } = (await (await database()).get('clips', 'jane/a'))!;
    await addFiles('jane', [recording('a.wav', 7)]);
    await finishConversion('jane/a', second());
    expect(await getClip('jane/a')).toMatchObject({ state: 'waiting', fileName: 'a.wav' });
    await failConversion('jane/a', 'not audio');
    expect((await getClip('jane/a')).state).toBe('waiting');
    expect((await getClip('jane/a')).added).toBeGreaterThan(added);
    expect((await startConversion('jane/a'))!.file.size).toBe(7);
  });

  it('fail at once when the file is empty or over 200 MB, and are not stored', async () => {
    await addFiles('jane', [
      recording('empty.mp3', 0),
      sized('huge.wav', 200_000_001),
      recording('good.mp3')
    ]);
    expect(await getClip('jane/empty')).toMatchObject({
      state: 'failed',
      problem: 'This file is empty: it has 0 bytes. Export or copy the recording again.'
    });
    expect((await getClip('jane/huge')).problem).toContain('has 201 MB; a recording may have at most 200 MB');
    expect(await unfinishedClips()).toEqual(['jane/good']);
    expect(await retryConversion('jane/empty')).toBe(false);
  });

  it('can be removed, and the removal undone until it is purged', async () => {
    await addFiles('jane', [recording('a.mp3'), recording('b.mp3')]);
    await convert('jane/a');
    await removeClips(['jane/a']);
    expect((await listClips('jane')).map((clip) => clip.name)).toEqual(['b']);
    await restoreClips(['jane/a']);
    expect(await listClips('jane')).toHaveLength(2);
    await removeClips(['jane/a', 'jane/b']);
    expect(await unfinishedClips()).toEqual([]);
    expect(await purgeClips()).toEqual(['jane/a', 'jane/b']);
    await expect(restoreClips(['jane/a'])).rejects.toThrow(NotFoundError);
    await expect(readAudio('jane/a')).rejects.toThrow('no audio');
  });

  it('all stay as they are when one of several is unknown', async () => {
    await addFiles('jane', [recording('a.mp3')]);
    await expect(removeClips(['jane/a', 'jane/nobody'])).rejects.toThrow('no clip "jane/nobody"');
    expect(await listClips('jane')).toHaveLength(1);
  });

  it('cannot be added to a dataset that does not exist', async () => {
    await expect(addFiles('nobody', [recording('a.mp3')])).rejects.toThrow(NotFoundError);
  });
});

describe('lists of transcripts', () => {
  const list = [
    { file: 'wavs/a.wav', text: ' One. ' },
    { file: 'b', text: 'Old.' },
    { file: 'b.mp3', text: 'Two.' },
    { file: 'absent.mp3', text: 'Three.' }
  ];

  it('meet clips by name, and name absent files and clips without a transcript', async () => {
    await createDataset('jane', 'en-us');
    await addFiles('jane', [recording('a.mp3'), recording('b.mp3'), recording('mute.mp3')]);
    expect(await addTranscripts('jane', list)).toEqual({
      matched: 2,
      absent: ['absent'],
      untranscribed: ['mute']
    });
    expect((await listClips('jane')).map((clip) => clip.transcript)).toEqual(['One.', 'Two.', '']);
  });

  it('may come before their recordings', async () => {
    await createDataset('jane', 'en-us');
    expect((await addTranscripts('jane', list)).absent).toEqual(['a', 'b', 'absent']);
    await addFiles('jane', [recording('b.mp3')]);
    expect((await getClip('jane/b')).transcript).toBe('Two.');
  });

  it('do no harm with names that mean something to JavaScript', async () => {
    await createDataset('jane', 'en-us');
    await addTranscripts('jane', [{ file: '__proto__', text: 'Hm.' }]);
    await addFiles('jane', [recording('__proto__.mp3'), recording('constructor.mp3')]);
    expect((await listClips('jane')).map((clip) => clip.transcript)).toEqual(['Hm.', '']);
  });
});

describe('an import that is killed', () => {
  it('goes on with the clips that waited and the one that was being converted', async () => {
    await createDataset('jane', 'en-us');
    await createDataset('bob', 'en-us');
    await addFiles(
      'jane',
      ['a', 'b', 'c'].map((name) => recording(`${name}.mp3`))
    );
    await addFiles('bob', [recording('d.mp3')]);
    await convert('jane/a');
    await startConversion('jane/b');
    // Here the page dies. The next one has nothing but the database:
    vi.resetModules();
    const next = await import('./conversion');
    const { listClips: listed } = await import('./clips');
    expect(await next.unfinishedClips()).toEqual(['bob/d', 'jane/b', 'jane/c']);
    expect((await listed('jane')).map((clip) => clip.state)).toEqual(['ready', 'converting', 'waiting']);
    expect((await next.startConversion('jane/b'))!.file.size).toBe(10);
  });

  it('finds them by dataset or all, and converts each once', async () => {
    await createDataset('jane', 'en-us');
    await createDataset('bob', 'en-us');
    await addFiles(
      'jane',
      ['a', 'b', 'c'].map((name) => recording(`${name}.mp3`))
    );
    await addFiles('bob', [recording('d.mp3')]);
    await startConversion('jane/b');
    expect(await unfinishedClips('jane')).toEqual(['jane/a', 'jane/b', 'jane/c']);
    expect(await unfinishedClips()).toHaveLength(4);
    expect((await startConversion('jane/b'))!.fileName).toBe('b.mp3');
    await finishConversion('jane/b', second());
    expect(await startConversion('jane/b')).toBeNull();
    expect(await (await database()).getKey('sources', 'jane/b')).toBeUndefined();
    await startConversion('jane/c');
    await postponeConversion('jane/c');
    expect((await getClip('jane/c')).state).toBe('waiting');
  });

  it('does not bring back a clip that was purged while it was converted', async () => {
    await createDataset('jane', 'en-us');
    await addFiles('jane', [recording('a.mp3')]);
    await startConversion('jane/a');
    await removeClips(['jane/a']);
    await purgeClips();
    await finishConversion('jane/a', second());
    await failConversion('jane/a', 'not audio');
    expect(await listClips('jane')).toEqual([]);
    await expect(readAudio('jane/a')).rejects.toThrow(NotFoundError);
  });
});
