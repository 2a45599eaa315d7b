import 'fake-indexeddb/auto';
import { beforeEach, expect, test, vi } from 'vitest';
import { database, deleteDatabase } from '../store/database';
import type { RunProgress, RunSettings } from '../store/records';
import { createDataset } from '../store/datasets';
import { createRun, getRun, listRuns } from '../store/runs';
import type { Checkpoint } from './checkpoint';
import { LiveRun } from './liveRun';

const progress = { phase: 'training', epoch: 0, epochs: 2 } as RunProgress;
const checkpoint = { trainer: { step: 1 } } as Checkpoint;
const point = (step: number) => ({ epoch: 0, step, loss: 1 });

async function liveRun(): Promise<LiveRun> {
  const { id } = await createRun('jane', { epochs: 2 } as RunSettings);
  return new LiveRun((await getRun(id))!);
}

beforeEach(async () => {
  await deleteDatabase();
  await createDataset('jane', 'en-us');
});

test('what a full disk could not store is stored with the next that can be, in its order', async () => {
  const live = await liveRun();
  live.progress(progress, point(1));
  live.log('one');
  await live.write(true);
  const put = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
    throw new DOMException('full', 'QuotaExceededError');
  });
  live.progress(progress, point(2));
  live.log('two');
  await expect(live.checkpoint(checkpoint)).rejects.toThrow(/no more room.*last checkpoint is whole/);
  live.progress(progress, point(3));
  await expect(live.write(true)).rejects.toThrow(/no more room/);
  put.mockRestore();
  live.log('three');
  await live.write(true);
  const { history, log } = (await getRun(live.record.id))!;
  expect(history.map(({ step }) => step)).toEqual([1, 2, 3]);
  expect(log.map((line) => line.slice(line.indexOf(' ') + 1))).toEqual(['one', 'two', 'three']);
  expect(await (await database()).count('checkpoints')).toBe(0);
});

test('a run that was deleted while it trained knows it, and is not written any more', async () => {
  const live = await liveRun();
  await live.write(true);
  expect(live.deleted).toBe(false);
  await deleteDatabase();
  await expect(live.write(true)).rejects.toThrow(/was deleted/);
  expect(live.deleted).toBe(true);
  expect(await listRuns()).toEqual([]);
});
