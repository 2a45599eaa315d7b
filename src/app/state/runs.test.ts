import { beforeEach, expect, test, vi } from 'vitest';
import type { Change } from '../../store/changes';
import type { RunProgress, RunRecord, RunState } from '../../store/records';

/** What the page and its workers would answer. */
const page = vi.hoisted(() => ({
  stored: [] as RunRecord[],
  current: null as string | null,
  interrupted: new Set<string>(),
  /** ends the waiting for a run that this page or another tab trains */
  release: () => {},
  tell: (change: Change): void => void change,
  pause: vi.fn()
}));
vi.mock('../ownvoice', () => ({
  ownvoice: {
    training: {
      jobs: () => Promise.resolve(page.stored),
      current: () => page.current,
      interrupted: () => Promise.resolve(page.interrupted),
      released: () => new Promise<void>((done) => (page.release = done)),
      finished: () => new Promise<void>((done) => (page.release = done)),
      pause: page.pause
    }
  }
}));
vi.mock('../../store/changes', () => ({
  onChange: (listener: (change: Change) => void) => {
    page.tell = listener;
  }
}));
vi.mock('./removals.svelte', () => ({ removals: { has: () => false, postpone: vi.fn() } }));

const id = 'jane_20260102030405';

function record(state: RunState, progress: Partial<RunProgress> | null = null): RunRecord {
  return { id, state, progress, settings: { epochs: 2 } } as unknown as RunRecord;
}
/** Tells of a run as it was written. */
function tell(run: RunRecord) {
  page.tell({
    of: 'runs',
    written: { run, gain: { run: id, pointsBefore: 0, linesBefore: 0, points: [], lines: [] } }
  });
}
const settled = () => new Promise((done) => setTimeout(done));

async function openedWith(...stored: RunRecord[]) {
  page.stored = stored;
  vi.resetModules();
  const { runs } = await import('./runs.svelte');
  await settled();
  return runs;
}

beforeEach(() => {
  page.current = null;
  page.interrupted = new Set();
  vi.clearAllMocks();
});

test('a run of another tab trains elsewhere, and is offered to go on when that tab is closed', async () => {
  const runs = await openedWith(record('training'));
  expect(runs.isElsewhere(runs.find(id)!)).toBe(true);
  page.interrupted = new Set([id]);
  page.release();
  await settled();
  expect(runs.shownState(runs.find(id)!)).toBe('interrupted');
  expect(runs.isElsewhere(runs.find(id)!)).toBe(false);
});

test('a run that another tab pauses and resumes is waited for again', async () => {
  const runs = await openedWith(record('training'));
  page.stored = [record('paused')];
  page.release();
  await settled();
  expect(runs.shownState(runs.find(id)!)).toBe('paused');
  tell(record('training'));
  page.stored = [record('training')];
  page.interrupted = new Set([id]);
  page.release();
  await settled();
  expect(runs.shownState(runs.find(id)!)).toBe('interrupted');
});

test('an interrupted run that another tab resumes is shown as training', async () => {
  page.interrupted = new Set([id]);
  const runs = await openedWith(record('training'));
  expect(runs.shownState(runs.find(id)!)).toBe('interrupted');
  tell(record('training'));
  expect(runs.shownState(runs.find(id)!)).toBe('training');
  expect(runs.isElsewhere(runs.find(id)!)).toBe(true);
});

test('what a worker tells while the list is read is not overwritten by what was read', async () => {
  const runs = await openedWith(record('training', { phase: 'preparing', step: 0, steps: 5 }));
  const reading = runs.refresh();
  tell(record('training', { phase: 'training', step: 1, steps: 4 }));
  await reading;
  expect(runs.find(id)!.progress!.phase).toBe('training');
});

test('a run that ends here is read again when its worker has ended', async () => {
  page.current = id;
  const runs = await openedWith(record('training'));
  page.current = null;
  page.stored = [record('paused')];
  page.release();
  await settled();
  expect(runs.shownState(runs.find(id)!)).toBe('paused');
});

test('the bar of a run never goes back, not even when it goes on from an older checkpoint', async () => {
  const runs = await openedWith(record('training'));
  tell(record('training', { phase: 'training', step: 7, steps: 10 }));
  const reached = runs.share(runs.find(id)!)!;
  expect(reached).toBeGreaterThan(0.5);
  tell(record('training', { phase: 'preparing', step: 0, steps: 5 }));
  expect(runs.share(runs.find(id)!)).toBe(reached);
  tell(record('training', { phase: 'training', step: 9, steps: 10 }));
  expect(runs.share(runs.find(id)!)).toBeGreaterThan(reached);
});

test('a run that trains here is paused when it is deleted, so that Undo finds it whole', async () => {
  page.current = id;
  const runs = await openedWith(record('training'));
  expect(runs.isElsewhere(runs.find(id)!)).toBe(false);
  runs.remove(runs.find(id)!);
  expect(page.pause).toHaveBeenCalledWith(id);
});
