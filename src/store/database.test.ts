import 'fake-indexeddb/auto';
import { expect, test, vi } from 'vitest';
import { database } from './database';

test('an opening that failed is tried again when next asked', async () => {
  vi.spyOn(indexedDB, 'open').mockImplementationOnce(() => {
    throw new DOMException('The disk is full.', 'UnknownError');
  });
  await expect(database()).rejects.toThrow('disk is full');
  expect((await database()).name).toBe('ownvoice');
});
