import 'fake-indexeddb/auto';
import { expect, test, vi } from 'vitest';
import { database, deleteDatabase } from './database';

test('an opening that failed is tried again when next asked', async () => {
  vi.spyOn(indexedDB, 'open').mockImplementationOnce(() => {
    throw new DOMException('The disk is full.', 'UnknownError');
  });
  await expect(database()).rejects.toThrow('disk is full');
  expect((await database()).name).toBe('ownvoice');
});

test('whoever was just given the database can read from it while it is deleted', async () => {
  await database();
  const readings = Array.from({ length: 5 }, async (_, ticks) => {
    for (let i = 0; i < ticks; i++) await Promise.resolve();
    return (await database()).getAll('datasets');
  });
  await deleteDatabase();
  expect(await Promise.all(readings)).toEqual([[], [], [], [], []]);
});
