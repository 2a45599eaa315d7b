import { beforeEach, expect, test, vi } from 'vitest';
import type { Change } from '../../store/changes';
import type { HistoryPoint, RunRecord } from '../../store/records';
import { OpenRun } from './openRun.svelte';

/** What the page and its workers would answer. */
const page = vi.hoisted(() => ({
  history: [] as HistoryPoint[],
  log: [] as string[],
  tell: (change: Change): void => void change,
  job: vi.fn()
}));
vi.mock('../ownvoice', () => ({ ownvoice: { training: { job: page.job } } }));
vi.mock('../../store/changes', () => ({
  onChange: (listener: (change: Change) => void) => {
    page.tell = listener;
  }
}));

const id = 'jane_20260102030405';
const point = (step: number): HistoryPoint => ({ epoch: 0, step, loss: 1 });

/** Tells what the run gained after its first points and lines. */
function tell(pointsBefore: number, steps: number[], linesBefore = page.log.length, lines: string[] = []) {
  const gain = { run: id, pointsBefore, linesBefore, points: steps.map(point), lines };
  page.tell({ of: 'runs', written: { run: { id } as RunRecord, gain } });
}
const settled = () => new Promise((done) => setTimeout(done));

async function opened(...steps: number[]) {
  page.history = steps.map(point);
  page.log = ['began'];
  const run = new OpenRun(id);
  await settled();
  return run;
}

beforeEach(() => {
  page.job.mockReset();
  page.job.mockImplementation(() => Promise.resolve({ history: page.history, log: page.log }));
});

test('the curves grow by what is told, once, and go back to the checkpoint that a run goes on from', async () => {
  const run = await opened(1);
  expect(run.curve.steps).toEqual([1]);
  tell(1, [2, 3]);
  expect(run.curve.steps).toEqual([1, 2, 3]);
  tell(1, [2, 3], 1, ['on']);
  tell(1, [2, 3], 1, ['on']);
  expect(run.curve.steps).toEqual([1, 2, 3]);
  expect(run.log).toEqual(['began', 'on']);
  tell(2, [3, 4], 2, ['resumed']);
  expect(run.curve.steps).toEqual([1, 2, 3, 4]);
  expect(run.log).toEqual(['began', 'on', 'resumed']);
  expect(page.job).toHaveBeenCalledTimes(1);
});

test('what is told while the run is read is shown after what was read', async () => {
  page.history = [1, 2].map(point);
  const run = new OpenRun(id);
  tell(2, [3]);
  await settled();
  expect(run.curve.steps).toEqual([1, 2, 3]);
});

test('a run of which something was missed is read again', async () => {
  const run = await opened(1);
  page.history = [1, 2, 3, 4].map(point);
  tell(3, [4]);
  await settled();
  expect(run.curve.steps).toEqual([1, 2, 3, 4]);
});

test('a run that is gone has no curve', async () => {
  page.job.mockRejectedValue(new Error('gone'));
  const run = await opened();
  expect(run.curve.steps).toEqual([]);
});
