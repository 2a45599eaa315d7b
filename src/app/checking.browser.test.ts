import { afterEach, expect, test } from 'vitest';
import { onChange } from '../store/changes';
import { listChecks } from '../store/checks';
import { deleteDatabase } from '../store/database';
import { runLockPrefix } from '../store/runs';
import { ownvoice } from './ownvoice';
import { sampleFiles } from './sample';

afterEach(deleteDatabase);

/** The sample with the transcripts of two of its clips swapped. */
async function swappedSample(): Promise<void> {
  await ownvoice.datasets.create('swapped');
  await ownvoice.datasets.upload('swapped', await sampleFiles());
  const [first, second] = await transcripts('swapped/LJ001-0016', 'swapped/LJ001-0040');
  await ownvoice.datasets.transcribe('swapped/LJ001-0016', second ?? '');
  await ownvoice.datasets.transcribe('swapped/LJ001-0040', first ?? '');
}

function transcripts(...ids: string[]): Promise<string[]> {
  return Promise.all(ids.map(async (id) => (await ownvoice.datasets.clip(id))?.transcript ?? ''));
}

const mismatches = async () =>
  (await ownvoice.datasets.checks('swapped'))
    .filter(({ check }) => check === 'mismatch')
    .map(({ clip }) => clip);

test('swapped transcripts are found in the background, and no more when they are put right', async () => {
  await swappedSample();
  expect(await mismatches()).toEqual(['LJ001-0016', 'LJ001-0040']);
  const checked = await listChecks('swapped');
  expect(checked.size).toBe(24);
  const health = await ownvoice.datasets.health('swapped');
  expect(health).toMatchObject({ clips: 24, ready: 24, mismatches: 2, unchecked: 0 });
  expect(health.line).toContain('Listen to 2 clips');

  await ownvoice.datasets.review('swapped/LJ001-0016', 'mismatch');
  expect(await mismatches()).toEqual(['LJ001-0040']);
  const [first, second] = await transcripts('swapped/LJ001-0016', 'swapped/LJ001-0040');
  await ownvoice.datasets.transcribe('swapped/LJ001-0016', second ?? '');
  await ownvoice.datasets.transcribe('swapped/LJ001-0040', first ?? '');
  expect(await mismatches()).toEqual([]);
  expect((await ownvoice.datasets.clip('swapped/LJ001-0016'))?.reviewed).toEqual([]);
});

test('no clip is checked while a run trains', async () => {
  await swappedSample();
  let checked = 0;
  const stop = onChange(({ of }) => {
    if (of === 'checks') checked++;
  });
  let found: Promise<string[]> | undefined;
  await navigator.locks.request(`${runLockPrefix}test`, async () => {
    found = mismatches();
    await new Promise((resolve) => setTimeout(resolve, 4000));
    expect(checked).toBe(0);
  });
  expect(await found).toEqual(['LJ001-0016', 'LJ001-0040']);
  stop();
});
