import 'fake-indexeddb/auto';
import { beforeEach, expect, test } from 'vitest';
import { onChange, type Change } from './changes';
import { deleteDatabase } from './database';
import { createDataset } from './datasets';
import type { RunSettings, TakeRecord } from './records';
import { createRun, deleteRun } from './runs';
import { listTakes, saveTake } from './takes';

function take(run: string, epoch: number): TakeRecord {
  const [pcm, mel] = [Int16Array.of(epoch), Uint8Array.of(1)];
  return { version: 1, run, epoch, clip: 'a', text: 'Said.', pcm, recording: mel, mel };
}
const epochs = async (run: string) => (await listTakes(run)).map(({ epoch }) => epoch);
const newRun = async () => (await createRun('jane', {} as RunSettings)).id;

beforeEach(async () => {
  await deleteDatabase();
  await createDataset('jane', 'en-us');
});

test('takes are kept by their epoch, told of, and leave with their run only', async () => {
  const [run, other] = [await newRun(), await newRun()];
  const told: Change[] = [];
  const end = onChange((change) => change.of === 'takes' && told.push(change));
  for (const epoch of [0, 1, 2]) await saveTake(take(run, epoch));
  await saveTake({ ...take(run, 1), text: 'Said anew.' });
  await saveTake(take(other, 0));
  end();
  expect(told).toHaveLength(5);
  expect(told[0]).toEqual({ of: 'takes', run });
  expect(await epochs(run)).toEqual([0, 1, 2]);
  expect((await listTakes(run))[1]).toMatchObject({ text: 'Said anew.', pcm: Int16Array.of(1) });
  await deleteRun(run);
  expect(await epochs(run)).toEqual([]);
  expect(await epochs(other)).toEqual([0]);
});

test('a run of a thousand epochs keeps few takes, evenly spread, with the first and the last', async () => {
  const run = await newRun();
  for (let epoch = 0; epoch <= 33; epoch++) await saveTake(take(run, epoch));
  expect(await epochs(run)).toEqual([...Array.from({ length: 17 }, (_, i) => 2 * i), 33]);
  for (let epoch = 34; epoch <= 1000; epoch++) await saveTake(take(run, epoch));
  const kept = await epochs(run);
  expect(kept).toEqual([...Array.from({ length: 32 }, (_, i) => 32 * i), 1000]);
});

test('a run that was deleted gets no take', async () => {
  const run = await newRun();
  await deleteRun(run);
  await saveTake(take(run, 1));
  expect(await epochs(run)).toEqual([]);
});
