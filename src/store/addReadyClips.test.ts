import 'fake-indexeddb/auto';
import { beforeEach, expect, test, vi } from 'vitest';
import { NotFoundError } from '../errors';
import { addReadyClips } from './addReadyClips';
import { listClips, readAudio } from './clips';
import { database } from './database';
import { createDataset } from './datasets';

const part = (transcript: string) => ({ pcm: new Float32Array(22_050).fill(0.1), transcript });

beforeEach(async () => {
  vi.restoreAllMocks();
  const db = await database();
  await Promise.all([...db.objectStoreNames].map((name) => db.clear(name)));
  await createDataset('jane', 'en-us');
});

test('parts of a recording become clips with numbers that are free', async () => {
  const counts: number[] = [];
  const store = (texts: string[]) =>
    addReadyClips('jane', 'book.mp3', 'book', texts.map(part), (count) => {
      counts.push(count);
    });
  expect(await store(['One.', 'Two.'])).toEqual(['jane/book-001', 'jane/book-002']);
  expect(await store(['Three.'])).toEqual(['jane/book-003']);
  expect(counts).toEqual([1, 2, 1]);
  expect((await listClips('jane')).map(({ name, state, transcript }) => [name, state, transcript])).toEqual([
    ['book-001', 'ready', 'One.'],
    ['book-002', 'ready', 'Two.'],
    ['book-003', 'ready', 'Three.']
  ]);
  expect((await readAudio('jane/book-003')).length).toBe(22_050);
});

test('when one cannot be stored, none is', async () => {
  await expect(
    addReadyClips('jane', 'book.mp3', 'book', [part('One.'), part('Two.')], (count) => {
      if (count === 2) throw new DOMException('No room.', 'QuotaExceededError');
    })
  ).rejects.toThrow('No room');
  expect(await listClips('jane')).toEqual([]);
  expect(await (await database()).count('audio')).toBe(0);
  await expect(addReadyClips('nobody', 'a.mp3', 'a', [], () => undefined)).rejects.toThrow(NotFoundError);
});
