import { expect, it } from 'vitest';
import { droppedFiles } from './dropped';

const entryOf = (name: string) => ({
  isFile: true,
  file: (done: (file: File) => void) => done(new File([], name))
});

/** A folder whose reader gives its entries in batches, as browsers do. */
function folder(entries: unknown[]) {
  let at = 0;
  const readEntries = (done: (batch: unknown[]) => void) => done(entries.slice(at, (at += 100)));
  return { isFile: false, createReader: () => ({ readEntries }) };
}

const dropOf = (entry: unknown) =>
  ({ items: [{ webkitGetAsEntry: () => entry }], files: [] }) as unknown as DataTransfer;

it('finds every file of a folder in a folder, however many they are', async () => {
  const entries = Array.from({ length: 150_000 }, (_, i) => entryOf(`${i}.wav`));
  const files = await droppedFiles(dropOf(folder([folder(entries), entryOf('list.csv')])));
  expect(files).toHaveLength(150_001);
  expect(files.at(-1)!.name).toBe('list.csv');
});
