import 'fake-indexeddb/auto';
import { beforeEach, expect, test } from 'vitest';
import { onChange, type Change } from './changes';
import { addFiles, removeClips, restoreClips, setTranscript } from './clips';
import { failConversion, finishConversion, retryConversion, startConversion } from './conversion';
import { database } from './database';
import { createDataset, deleteDataset, renameDataset, restoreDataset } from './datasets';
import { addTranscripts } from './transcripts';
import { deleteVoice, saveVoice } from './voices';

/** The changes that are told while `act` writes. */
async function told(act: () => Promise<unknown>): Promise<Change[]> {
  const changes: Change[] = [];
  const end = onChange((change) => changes.push(change));
  await act();
  end();
  return changes;
}
const clipA = { of: 'clips', dataset: 'jane', clip: 'jane/a' };

beforeEach(async () => {
  const db = await database();
  await Promise.all([...db.objectStoreNames].map((name) => db.clear(name)));
  await createDataset('jane', 'en-us');
});

test('every write of a dataset is told', async () => {
  expect(await told(() => createDataset('bob', 'en-us'))).toEqual([{ of: 'datasets' }]);
  expect(await told(() => deleteDataset('bob'))).toEqual([{ of: 'datasets' }]);
  expect(await told(() => restoreDataset('bob'))).toEqual([{ of: 'datasets' }]);
  expect(await told(() => renameDataset('bob', 'rob'))).toContainEqual({ of: 'datasets' });
});

test('every write of a clip is told', async () => {
  expect(await told(() => addFiles('jane', [{ name: 'a.mp3', file: new Blob(['x']) }]))).toEqual([clipA]);
  expect(await told(() => startConversion('jane/a'))).toEqual([clipA]);
  expect(await told(() => failConversion('jane/a', 'not audio'))).toEqual([clipA]);
  expect(await told(() => retryConversion('jane/a'))).toEqual([clipA]);
  await startConversion('jane/a');
  expect(await told(() => finishConversion('jane/a', new Float32Array(9)))).toEqual([clipA]);
  expect(await told(() => setTranscript('jane/a', 'Said.'))).toEqual([clipA]);
  expect(await told(() => removeClips(['jane/a']))).toEqual([clipA]);
  expect(await told(() => restoreClips(['jane/a']))).toEqual([clipA]);
  const list = [{ file: 'a', text: 'Said.' }];
  expect(await told(() => addTranscripts('jane', list))).toEqual([{ ...clipA, clip: null }]);
});

test('every write of a voice is told, and a write that fails is not', async () => {
  const voice = { name: 'Jane', stem: 'jane' } as Parameters<typeof saveVoice>[0];
  expect(await told(() => saveVoice(voice))).toEqual([{ of: 'voices' }]);
  expect(await told(() => deleteVoice('jane'))).toEqual([{ of: 'voices' }]);
  expect(await told(() => deleteVoice('nobody').catch(() => undefined))).toEqual([]);
});

test('what other pages and workers write is heard too, and no more after the end', async () => {
  const other = new BroadcastChannel('ownvoice-changes');
  const heard: Change[] = [];
  const end = onChange((change) => heard.push(change));
  other.postMessage({ of: 'voices' });
  await expect.poll(() => heard).toEqual([{ of: 'voices' }]);
  end();
  const message = new Promise<Change>((done) => {
    other.onmessage = ({ data }: MessageEvent<Change>) => done(data);
  });
  await createDataset('bob', 'en-us');
  expect(await message).toEqual({ of: 'datasets' });
  expect(heard).toEqual([{ of: 'voices' }]);
  other.close();
});
