import 'fake-indexeddb/auto';
import { beforeEach, expect, test } from 'vitest';
import { addFiles, getClip, removeClips, setTranscript } from '../../store/clips';
import { listChecks, setReviewed } from '../../store/checks';
import { finishConversion, startConversion } from '../../store/conversion';
import { database } from '../../store/database';
import { createDataset } from '../../store/datasets';
import { checkDatasets } from './backgroundChecks';
import type { ClipChecker } from './checkClip';

/** Stands in for what listens to a clip: it notes the transcripts that it was given. */
const seen: string[] = [];
const checker = {
  async check(pcm: Float32Array, transcript: string, _: string, transcripts: readonly string[]) {
    seen.push(transcript);
    const others = transcripts.length - 1;
    const compared = { logF0: null, cepstrum: null, rate: 12, fit: others < 4 ? null : 5, others };
    return { findings: [], facts: { seconds: pcm.length / 22050, phonemes: transcript, ...compared } };
  }
} as unknown as ClipChecker;

const checkAll = (isTraining = false) =>
  checkDatasets(
    async () => checker,
    async () => isTraining,
    () => undefined
  );

async function addClip(name: string): Promise<void> {
  await addFiles('jane', [{ name, file: new Blob(['x']) }]);
  await startConversion(`jane/${name}`);
  await finishConversion(`jane/${name}`, new Float32Array(22050));
  await setTranscript(`jane/${name}`, `This is ${name}.`);
}

beforeEach(async () => {
  const db = await database();
  await Promise.all([...db.objectStoreNames].map((name) => db.clear(name)));
  seen.length = 0;
  await createDataset('jane', 'en-us');
  await addClip('a');
  await addClip('b');
});

test('each clip is checked once, and again only when it changed', async () => {
  expect(await checkAll()).toBe(true);
  expect(seen).toEqual(['This is a.', 'This is b.']);
  await checkAll();
  expect(seen).toHaveLength(2);
  await setTranscript('jane/b', 'Another text.');
  await checkAll();
  expect(seen.slice(2)).toEqual(['Another text.']);
});

test('checks give way to training and to conversion, and go on after', async () => {
  expect(await checkAll(true)).toBe(false);
  await addFiles('jane', [{ name: 'c', file: new Blob(['x']) }]);
  expect(await checkAll()).toBe(false);
  expect(seen).toEqual([]);
  await startConversion('jane/c');
  await finishConversion('jane/c', new Float32Array(22050));
  expect(await checkAll()).toBe(true);
  expect(seen).toHaveLength(3);
});

test('clips that had too few others to be compared with are checked again when there are enough', async () => {
  await checkAll();
  for (const name of ['c', 'd', 'e']) await addClip(name);
  await checkAll();
  expect(seen).toHaveLength(2 + 5);
  await checkAll();
  expect(seen).toHaveLength(7);
});

test('what was found right is asked again when the clip changed, and a removed clip is left alone', async () => {
  await checkAll();
  await setReviewed(['jane/a'], 'noise', true);
  await setReviewed(['jane/b'], 'noise', true);
  await setTranscript('jane/a', 'Another text.');
  await removeClips(['jane/b']);
  await checkAll();
  expect((await getClip('jane/a')).reviewed).toEqual([]);
  expect(seen).toHaveLength(3);
  expect((await listChecks('jane')).size).toBe(2);
});
