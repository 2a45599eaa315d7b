import { proxy } from 'comlink';
import { runConfig } from '../../config';
import { InvalidInputError, NotFoundError } from '../../errors';
import type { BackendChoice } from '../../model/backend';
import type { RunRecord, RunSettings } from '../../store/database';
import { getDataset } from '../../store/datasets';
import { createRun, deleteRun, getRun, listRuns } from '../../store/runs';
import { announce } from '../changes';
import { numberBetween, wholeNumber } from '../validated';
import { endTrainer, trainer, withTrainer } from '../workers';

/** What `training.start` takes; what is left out has the default of a run. */
export interface StartOptions {
  dataset: string;
  /** 1 to 1000 */
  epochs?: number;
  /** clips a step, 1 to 64 */
  batchSize?: number;
  learningRate?: number;
  /** share of the clips held out, 0 to 0.5; ignored where `heldOut` names clips */
  validation?: number;
  /** names of the clips to hold out */
  heldOut?: string[];
  /** end when the held-out loss has not improved for three epochs; true if left out */
  earlyStopping?: boolean;
  seed?: number;
  /** left out or null: the fastest measured */
  backend?: RunSettings['backend'];
}

const backends = ['webgpu', 'webgl', 'wasm', 'cpu'];

interface Running {
  id: string;
  /** the worker has been told to train */
  begun: Promise<void>;
  ended: Promise<void>;
}

/** The run that this page trains, or null. */
let running: Running | null = null;
/** What the backends of this device can do, while or after it is measured. */
let measurement: Promise<BackendChoice> | null = null;

/**
 * Checks the settings, makes a run and lets it train; returns its id at once. Follow it with `jobs` or wait with
 * `finished`.
 * @throws InvalidInputError for a number outside its limits, or while another run trains
 * @throws NotFoundError if there is no such dataset
 */
async function start(options: StartOptions): Promise<string> {
  const settings = checked(options);
  await getDataset(options.dataset);
  return oneAtATime(async () => {
    await assertIdle();
    const run = await createRun(options.dataset, settings);
    announce({ of: 'runs', run: run.id });
    train(run.id);
    return run.id;
  });
}

/**
 * Lets a paused or interrupted run go on from its last checkpoint.
 * @throws InvalidInputError while another run trains, or if this one has ended or began with the first base voice
 */
async function resume(id: string): Promise<void> {
  const run = await job(id);
  if (run.state === 'completed' || run.state === 'stopped')
    throw new InvalidInputError(`The run ${id} has ended (${run.state}). Start a new run to train further.`);
  assertSecondBase(run);
  await oneAtATime(async () => {
    await assertIdle();
    train(id);
  });
}

/** Pauses a run after its current step; its state is kept. Resolves when it stands. */
async function pause(id: string): Promise<void> {
  await job(id);
  if (running?.id !== id) throw new InvalidInputError(`The run ${id} is not training on this page.`);
  await command(running, 'pause');
}

/**
 * Ends a run, also one that is paused or interrupted, and makes a voice of its best checkpoint. Resolves when that is
 * done; the outcome is in the job.
 */
async function stop(id: string): Promise<void> {
  const run = await job(id);
  if (run.state === 'completed' || run.state === 'stopped') return;
  assertSecondBase(run);
  if (running?.id === id) return command(running, 'stop');
  const { ended } = await oneAtATime(async () => {
    await assertIdle();
    // The worker tells of no progress then, so that the record is read now and then.
    const timer = setInterval(() => announce({ of: 'runs', run: id }), 1000);
    return follow(id, () =>
      trainer()
        .stop(id)
        .finally(() => clearInterval(timer))
    );
  });
  await ended;
}

/** Stops a run if it trains, and deletes it with its checkpoints. */
async function cancel(id: string): Promise<void> {
  await job(id);
  if (running?.id === id) await command(running, 'cancel');
  else await deleteRun(id);
  announce({ of: 'runs', run: null });
}

/** The zip of a run: train.log, finetune_config.json, measures.json and best_model.safetensors. */
async function files(id: string): Promise<Blob> {
  await job(id);
  return withTrainer((api) => api.files(id));
}

/** Every run, newest first. */
async function jobs(): Promise<RunRecord[]> {
  return (await listRuns()).sort((a, b) => b.created - a.created);
}

/** @throws NotFoundError if there is no such run */
async function job(id: string): Promise<RunRecord> {
  const run = await getRun(id);
  if (!run) throw new NotFoundError(`There is no run called "${id}".`);
  return run;
}

/** Resolves with the run when this page is done training it: completed, paused, stopped or failed. */
async function finished(id: string): Promise<RunRecord> {
  if (running?.id === id) await running.ended;
  return job(id);
}

/** Ids of the runs that were training when their page was closed: `resume` goes on with them. */
async function interrupted(): Promise<Set<string>> {
  const training = (await listRuns()).filter((run) => run.state === 'training').map((run) => run.id);
  if (training.length === 0) return new Set();
  const { held } = await navigator.locks.query();
  const locked = new Set(held?.map((lock) => lock.name));
  return new Set(training.filter((id) => id !== running?.id && !locked.has(`ownvoice-run-${id}`)));
}

/** Resolves when no page trains this run: at once, or when the page that does has ended it or was closed. */
async function released(id: string): Promise<void> {
  await navigator.locks.request(`ownvoice-run-${id}`, () => undefined);
}

/**
 * Which backend training takes on this device and why; measures each one the first time.
 * @throws InvalidInputError while a run trains: both would be slowed down
 */
async function measured(): Promise<BackendChoice> {
  if (!measurement) {
    await assertIdle();
    measurement ??= withTrainer((api) => api.backends());
    measurement.catch(() => (measurement = null));
  }
  return measurement;
}

/** The run that this page trains, or null. */
function current(): string | null {
  return running?.id ?? null;
}

function train(id: string): void {
  follow(id, () => {
    let lockFree: Promise<void> | null = null;
    return new Promise((done, fail) => {
      const tell = proxy((record: RunRecord) => {
        // A worker that the browser ends, out of memory say, answers no more; but the lock that it held is free then.
        lockFree ??= released(id).then(done);
        announce({ of: 'runs', run: id, record });
      });
      trainer().run(id, tell).then(done, fail);
    });
  });
}

/** Keeps `id` as the run that trains until `work` is done. Why it failed is in its record. */
function follow(id: string, work: () => Promise<void>): Running {
  const awake = keepAwake();
  // One after the other: what is measured while a run trains would be wrong, and slow it down.
  const begun = Promise.resolve(measurement).then(
    () => undefined,
    () => undefined
  );
  const ended = begun
    .then(work)
    .catch(() => undefined)
    .finally(() => {
      running = null;
      void awake.then((lock) => lock?.release());
      endTrainer();
      announce({ of: 'runs', run: id });
      announce({ of: 'voices' });
    });
  const started = { id, begun, ended };
  running = started;
  announce({ of: 'runs', run: id });
  return started;
}

/** Tells the worker what to do with the run that trains, and waits until it has ended. */
async function command({ id, begun, ended }: Running, what: 'pause' | 'stop' | 'cancel'): Promise<void> {
  await begun;
  if (running?.id === id) {
    const api = trainer();
    // What goes wrong is the run's, and in its record.
    api[what](id).catch(() => undefined);
  }
  await ended;
}

/** A device that falls asleep trains nothing; not every browser, nor a low battery, allows to ask. */
async function keepAwake(): Promise<WakeLockSentinel | null> {
  return navigator.wakeLock?.request('screen').catch(() => null) ?? null;
}

/** Two starts at once, also in two tabs, are two in turn: the second finds the first. */
async function oneAtATime<Result>(start: () => Promise<Result>): Promise<Awaited<Result>> {
  return await navigator.locks.request('ownvoice-start', start);
}

async function assertIdle(): Promise<void> {
  const stopped = await interrupted();
  if (running) throw new InvalidInputError(busySentence(running.id));
  const busy = (await listRuns()).find((run) => run.state === 'training' && !stopped.has(run.id));
  if (busy) throw new InvalidInputError(busySentence(busy.id));
}

/** @throws InvalidInputError for a run that began with the first base voice */
function assertSecondBase({ id, base, dataset }: RunRecord): void {
  if (base !== 2)
    throw new InvalidInputError(
      `The run ${id} began with the first base voice, which a better one has replaced. Start a new run of "${dataset}".`
    );
}

function busySentence(id: string): string {
  return `${id} is training. Pause or stop it first: one run at a time.`;
}

function checked(options: StartOptions): RunSettings {
  const backend = options.backend ?? null;
  if (backend !== null && !backends.includes(backend))
    throw new InvalidInputError(`backend must be one of ${backends.join(', ')}, not "${String(backend)}".`);
  const validation = options.validation ?? runConfig.validation;
  return {
    epochs: wholeNumber('Epochs', options.epochs ?? runConfig.epochs.default, runConfig.epochs),
    batchSize: wholeNumber(
      'Batch size',
      options.batchSize ?? runConfig.batchSize.default,
      runConfig.batchSize
    ),
    learningRate: numberBetween('Learning rate', options.learningRate ?? runConfig.learningRate, 0, 0.01),
    validation: validation === 0 ? 0 : numberBetween('The share held out', validation, 0, 0.5),
    heldOut: options.heldOut ?? null,
    earlyStopping: options.earlyStopping ?? runConfig.earlyStopping,
    seed: wholeNumber('Seed', options.seed ?? runConfig.seed, { min: 0, max: 2 ** 31 - 1 }),
    backend
  };
}

export const training = {
  start,
  resume,
  pause,
  stop,
  cancel,
  files,
  jobs,
  job,
  finished,
  current,
  interrupted,
  released,
  backends: measured
};
