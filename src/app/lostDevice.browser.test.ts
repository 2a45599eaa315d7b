import { afterEach, beforeEach, expect, test } from 'vitest';
import losingTrainer from '../../tools/losingTrainer.worker.ts?worker&url';
import { addFiles, setTranscript } from '../store/clips';
import { finishConversion, startConversion } from '../store/conversion';
import { database } from '../store/database';
import type { Run } from '../store/records';
import { ownvoice } from './ownvoice';

const { training } = ownvoice;
const RealWorker = globalThis.Worker;

/** Lets so many of the next workers train on a graphics card that goes away at a step; those after them are whole. */
function losingWorkers(count: number, step: number) {
  let left = count;
  globalThis.Worker = class extends RealWorker {
    constructor(url: string | URL, options?: WorkerOptions) {
      const losing = left-- > 0;
      super(losing ? `${losingTrainer}${losingTrainer.includes('?') ? '&' : '?'}step=${step}` : url, options);
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

test.each([
  // [backend, how many of its workers lose it, what the run then goes on with]
  ['webgpu', 1, 'webgpu'],
  ['webgl', 2, 'wasm']
] as const)(
  'a run whose %s goes away %i times goes on from its checkpoint on %s, and says so',
  async (backend, times, next) => {
    const id = await training.start({ dataset: 'jane', backend, epochs: 50, batchSize: 1, validation: 0 });
    await until(id, hasDone(1));
    await training.pause(id);
    const paused = await training.job(id);
    expect(paused).toMatchObject({ state: 'paused', error: null, note: null });
    const { step } = paused.progress!;
    losingWorkers(times, step + 2);
    await training.resume(id);
    await until(id, (run) => run.note?.includes(`on ${next}`) === true);
    await until(id, hasDone(step + 3));
    expect(training.current()).toBe(id);
    await training.pause(id);
    const run = await training.job(id);
    expect(run).toMatchObject({ state: 'paused', error: null });
    expect(run.note).toMatch(/graphics card went away.*went on from its last checkpoint/);
    expect(run.backend).toContain(`${next}${next === backend ? ' once more' : ''}, after ${backend} failed`);
    const log = run.log.join('\n');
    expect(log.match(/graphics card went away/g)).toHaveLength(times);
    expect(log.match(new RegExp(`resumed at step ${step}$`, 'gm'))).toHaveLength(times + 1);
    // The curve has every step once.
    const steps = run.history.map((point) => point.step).filter((n) => n > 0);
    expect(steps).toEqual(steps.map((_, i) => i + 1));
    await training.cancel(id);
  },
  300_000
);
