import { beforeEach, expect, test, vi } from 'vitest';
import type { Change } from '../../store/changes';
import type { ClipRecord } from '../../store/records';

/** What the store would answer. */
const store = vi.hoisted(() => ({
  clips: [] as ClipRecord[],
  loudness: [0, 1],
  reads: 0,
  tell: (change: Change): void => void change
}));
vi.mock('../ownvoice', () => ({
  ownvoice: {
    datasets: {
      clips: () => Promise.resolve((store.reads++, [...store.clips])),
      clip: (id: string) => Promise.resolve(store.clips.find((clip) => clip.id === id) ?? null),
      audio: () => Promise.resolve({ samples: Float32Array.from(store.loudness) }),
      onProgress: () => () => undefined
    }
  }
}));
vi.mock('../../store/changes', () => ({
  onChange: (listener: (change: Change) => void) => {
    store.tell = listener;
    return () => undefined;
  }
}));
vi.mock('./removals.svelte', () => ({ removals: {} }));
vi.mock('./player.svelte', () => ({ player: {} }));
const { OpenDataset } = await import('./dataset.svelte');

const clip = (name: string, added: number) =>
  ({ id: `jane/${name}`, name, added, state: 'ready' }) as ClipRecord;
const settled = () => new Promise((done) => setTimeout(done));

beforeEach(() => {
  store.clips = [clip('b', 1)];
  store.reads = 0;
});

test('a clip that is added again under an old name has the waveform of its new file', async () => {
  const dataset = new OpenDataset('jane');
  store.loudness = [0, 1];
  expect([...(await dataset.peaks(clip('b', 1)))]).toEqual([0, 1]);
  store.loudness = [1, 0];
  expect([...(await dataset.peaks(clip('b', 1)))]).toEqual([0, 1]);
  expect([...(await dataset.peaks(clip('b', 2)))]).toEqual([1, 0]);
});

test('clips that many writes tell of are read in a few readings, in the order of the store', async () => {
  const dataset = new OpenDataset('jane');
  await settled();
  store.clips = [clip('a', 2), ...store.clips];
  for (let i = 0; i < 100; i++) store.tell({ of: 'clips', dataset: 'jane', clip: 'jane/a' });
  await settled();
  expect(dataset.clips!.map(({ name }) => name)).toEqual(['a', 'b']);
  expect(store.reads).toBeLessThanOrEqual(3);
});
