import { afterEach, beforeEach, expect, test } from 'vitest';
import { UnsupportedError, WorkerError } from '../src/errors';
import type { DatasetApi } from './dataset.worker';
import { startWorker } from './startWorker';

const RealWorker = globalThis.Worker;
let made: Worker[] = [];

beforeEach(() => {
  made = [];
});
afterEach(() => {
  for (const worker of made) worker.terminate();
});

function datasetWorker(): Worker {
  const worker = new Worker(new URL('./dataset.worker.ts', import.meta.url), { type: 'module' });
  made.push(worker);
  return worker;
}
/** Asks for something that takes long enough to be cut off. */
const ask = (started: ReturnType<typeof startWorker<DatasetApi>>) =>
  started.use((api) => api.receiveFiles('nobody', []));

test('an error of the work itself comes through, and the worker goes on', async () => {
  const started = startWorker<DatasetApi>(datasetWorker());
  await expect(ask(started)).rejects.toThrow('no dataset called "nobody"');
  await expect(ask(started)).rejects.toThrow('no dataset called "nobody"');
});

test('a worker whose script is not there rejects what waits for it and what comes later', async () => {
  const started = startWorker<DatasetApi>(new RealWorker('/nowhere.js', { type: 'module' }));
  await expect(ask(started)).rejects.toThrow(UnsupportedError);
  await expect(ask(started)).rejects.toThrow(/could not be loaded.*reload the page/);
  await started.over;
});

test('a worker that the browser ends rejects what waits for it', async () => {
  const worker = datasetWorker();
  const started = startWorker<DatasetApi>(worker);
  await ask(started).catch(() => undefined);
  const never = started.use(() => new Promise<never>(() => undefined));
  worker.terminate();
  await expect(never).rejects.toThrow(WorkerError);
  await expect(never).rejects.toThrow(/memory ran out/);
});

test('a worker that is ended rejects what waits for it', async () => {
  const started = startWorker<DatasetApi>(datasetWorker());
  const never = started.use(() => new Promise<never>(() => undefined));
  started.end();
  await expect(never).rejects.toThrow('was ended');
});
