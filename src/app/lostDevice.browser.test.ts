import { afterEach, beforeEach, expect, test } from 'vitest';
import { addFiles, setTranscript } from '../store/clips';
import { finishConversion, startConversion } from '../store/conversion';
import { database } from '../store/database';
import type { Run, RunSettings } from '../store/records';
import { ownvoice } from './ownvoice';

const { training } = ownvoice;
/** In the middle of the first step, which takes a software adapter longer. */
const losingTrainer = new URL(
  '../../tools/losingTrainer.worker.ts?worker_file&type=module&after=3000',
  import.meta.url
);
const RealWorker = globalThis.Worker;

/** Lets so many of the next workers train on a graphics card that goes away; those after them are whole. */
function losingWorkers(count: number) {
  let left = count;
  globalThis.Worker = class extends RealWorker {
    constructor(url: string | URL, options?: WorkerOptions) {
      super(left-- > 0 ? losingTrainer : url, options);
    }
  };
}

/** Resolves when the run has come so far, or throws where it does not train. */
async function until(id: string, there: (run: Run) => boolean) {
  for (;;) {
    const run = await training.job(id);
    if (run.state !== 'training') throw new Error(`${run.state}: ${run.error}`);
    if (there(run)) return;
    await new Promise((later) => setTimeout(later, 100));
  }
}
const hasDone = (step: number) => (run: Run) =>
  run.progress?.phase === 'training' && run.progress.step >= step;

beforeEach(async () => {
  const db = await database();
  await Promise.all([...db.objectStoreNames].map((name) => db.clear(name)));
  await ownvoice.datasets.create('jane');
  // A hum of a second with a breath of noise, as short as a clip may be.
  const pcm = Float32Array.from(
    { length: 22050 },
    (_, i) => 0.2 * Math.sin(i / 20) * Math.sin(i / 900) + 0.02 * Math.random()
  );
  for (const name of ['a', 'b']) {
    await addFiles('jane', [{ name, file: new Blob(['x']) }]);
    await startConversion(`jane/${name}`);
    await finishConversion(`jane/${name}`, pcm);
    await setTranscript(`jane/${name}`, 'Yes, we can.');
  }
});
afterEach(() => {
  globalThis.Worker = RealWorker;
});

/** A run that was paused after a step on wasm, as if it had trained on another backend. */
async function pausedRun(backend: RunSettings['backend']): Promise<Run> {
  const id = await training.start({
    dataset: 'jane',
    backend: 'wasm',
    epochs: 50,
    batchSize: 1,
    validation: 0
  });
  await until(id, hasDone(1));
  await training.pause(id);
  const db = await database();
  const record = (await db.get('runs', id))!;
  expect(record).toMatchObject({ state: 'paused', error: null, note: null });
  await db.put('runs', { ...record, settings: { ...record.settings, backend } });
  return training.job(id);
}

test.each([
  // how many workers lose it, and what the run then goes on with
  ['webgpu', 1, 'webgpu once more'],
  ['webgl', 2, 'wasm']
] as const)(
  'a run whose %s goes away %i times goes on from its checkpoint on %s, and says so',
  async (backend, times, next) => {
    const { id, progress } = await pausedRun(backend);
    const { step } = progress!;
    losingWorkers(times);
    await training.resume(id);
    const resumed = new RegExp(`resumed at step ${step}$`, 'gm');
    await until(id, ({ log }) => log.join('\n').match(resumed)?.length === times + 1);
    const run = await training.job(id);
    expect(run.note).toMatch(/graphics card (went away|failed).*went on from its last checkpoint/);
    expect(run.note).toContain(`on ${next}.`);
    expect(run.backend).toBe(`${next}, after ${backend} failed in the middle of the run.`);
    expect(run.log.join('\n').match(/graphics card (went away|failed)/g)).toHaveLength(times);
    expect(training.current()).toBe(id);
    if (next === 'wasm') {
      await until(id, hasDone(step + 2));
      await training.pause(id);
      const { history, state } = await training.job(id);
      expect(state).toBe('paused');
      // The curve has every step once.
      const steps = history.map((point) => point.step).filter((n) => n > 0);
      expect(steps).toEqual(steps.map((_, i) => i + 1));
    }
    await training.cancel(id);
    expect(await training.jobs()).toEqual([]);
  },
  180_000
);
