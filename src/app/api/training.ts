import { audioConfig, runConfig } from '../../config';
import { InvalidInputError, NotFoundError } from '../../errors';
import type { BackendChoice } from '../../model/backend';
import type { Run, RunRecord, RunSettings } from '../../store/records';
import { getDataset } from '../../store/datasets';
import { createRun, deleteRun, failRun, getRun, listRuns, runLockPrefix } from '../../store/runs';
import { listTakes } from '../../store/takes';
import type { Loss } from '../../training/deviceBackend';
import type { Command } from '../../training/runState';
import { keepAwake } from '../keepAwake';
import { runSeconds } from '../trainingTime';
import { messageOf } from '../messageOf';
import { numberBetween, wholeNumber } from '../validated';
import { startTrainer, withTrainer } from '../workers';

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
  worker: ReturnType<typeof startTrainer>;
  /** what it was told last */
  told: Command;
  /** the worker trains no more, and the run's record says why */
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
    const { id } = await createRun(options.dataset, settings);
    try {
      await train(id, 'go on');
    } catch (error) {
      await deleteRun(id);
      throw error;
    }
    return id;
  });
}

/**
 * Lets a paused or interrupted run go on from its last checkpoint. Resolves when its worker has taken it.
 * @throws InvalidInputError while another run trains, or if this one has ended or began with the first base voice
 */
async function resume(id: string): Promise<void> {
  assertSecondBase(await job(id));
  await oneAtATime(async () => {
    await assertIdle();
    await train(id, 'go on');
  });
}

/** Pauses a run after its current step; its state is kept. Resolves when it stands. */
async function pause(id: string): Promise<void> {
  await job(id);
  if (running?.id !== id) throw new InvalidInputError(`The run ${id} is not training on this page.`);
  await tell(running, 'pause');
}

/**
 * Ends a run, also one that is paused or interrupted, and makes a voice of its best checkpoint. Resolves when that is
 * done; the outcome is in the job.
 */
async function stop(id: string): Promise<void> {
  const run = await job(id);
  if (run.state === 'completed' || run.state === 'stopped') return;
  assertSecondBase(run);
  if (running?.id === id) return tell(running, 'stop');
  const { ended } = await oneAtATime(async () => {
    await assertIdle();
    return { ended: (await train(id, 'stop')).ended };
  });
  await ended;
}

/**
 * Stops a run if it trains, and deletes it with its checkpoints.
 * @throws InvalidInputError if another tab or window trains it
 */
async function cancel(id: string): Promise<void> {
  await job(id);
  if (running?.id === id) await tell(running, 'cancel');
  await oneAtATime(async () => {
    if ((await inTraining()).includes(id))
      throw new InvalidInputError(`Another tab or window trains the run ${id}. Cancel it there.`);
    await deleteRun(id);
  });
}

/** The zip of a run: train.log, finetune_config.json, measures.json and best_model.safetensors. */
async function files(id: string): Promise<Blob> {
  await job(id);
  return withTrainer((api) => api.files(id));
}

/** Every run, newest first, without its curves and log. */
async function jobs(): Promise<RunRecord[]> {
  return (await listRuns()).sort((a, b) => b.created - a.created);
}

/** A run with its curves and log. @throws NotFoundError if there is no such run */
async function job(id: string): Promise<Run> {
  const run = await getRun(id);
  if (!run) throw new NotFoundError(`There is no run called "${id}".`);
  return run;
}

/** One sentence, as the voice said it after an epoch of a run. */
export interface Take {
  /** 0 is the untrained base */
  epoch: number;
  samples: Float32Array<ArrayBuffer>;
  sampleRate: number;
  text: string;
}

/**
 * How the voice of a run said one sentence that it is not trained on, from the untrained base to now: after each epoch,
 * or after every second, fourth, ... in a long run and where epochs are short.
 * @throws NotFoundError if there is no such run
 */
async function takes(id: string): Promise<Take[]> {
  await job(id);
  const { sampleRate } = audioConfig;
  return (await listTakes(id)).map(({ epoch, pcm, text }) => ({
    epoch,
    samples: Float32Array.from(pcm, (x) => x / 32767),
    sampleRate,
    text
  }));
}

/** Resolves with the run when this page is done training it: completed, paused, stopped or failed. */
async function finished(id: string): Promise<Run> {
  if (running?.id === id) await running.ended;
  return job(id);
}

/** Ids of the runs that were training when their page was closed: `resume` goes on with them. */
async function interrupted(): Promise<Set<string>> {
  // The locks are asked after the records: a run that begins in between is none of these.
  const said = (await listRuns()).filter((run) => run.state === 'training').map((run) => run.id);
  const alive = await inTraining();
  return new Set(said.filter((id) => !alive.includes(id)));
}

/** Ids of the runs that this page or another one trains. */
async function inTraining(): Promise<string[]> {
  const { held = [] } = await navigator.locks.query();
  // Whoever waits for the end of a run has its lock for a moment too, but shared.
  const names = held.filter(({ mode }) => mode === 'exclusive').map(({ name = '' }) => name);
  const ids = names
    .filter((name) => name.startsWith(runLockPrefix))
    .map((name) => name.slice(runLockPrefix.length));
  return running ? [running.id, ...ids] : ids;
}

/** Resolves when no page trains this run: at once, or when the page that does has ended it or was closed. */
async function released(id: string): Promise<void> {
  await navigator.locks.request(runLockPrefix + id, { mode: 'shared' }, () => undefined);
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

/** What a run would cost, measured. */
export interface DryRun {
  /** which backend computed, and why, in a sentence */
  backend: string;
  /** seconds of a step and of the whole run, if it does not end early */
  stepSeconds: number;
  seconds: number;
  /** in an epoch */
  steps: number;
  /** the most memory that tensors took at once */
  bytes: number;
}

/**
 * Trains a few steps on the dataset's longest clips, without a trace, and says what a run of these settings costs.
 * @throws InvalidInputError for a number outside its limits, or while a run trains
 * @throws NotFoundError if there is no such dataset
 * @throws NothingToTrainError if no clip can be trained on
 * @throws WorkerError if `signal` ends it
 */
async function dryRun(options: StartOptions, { signal }: { signal?: AbortSignal } = {}): Promise<DryRun> {
  const settings = checked(options);
  await getDataset(options.dataset);
  await assertIdle();
  const worker = startTrainer();
  const end = () => worker.end();
  signal?.addEventListener('abort', end);
  if (signal?.aborted) end();
  const trial = await worker
    .use((api) => api.dryRun(options.dataset, settings))
    .finally(() => {
      signal?.removeEventListener('abort', end);
      end();
    });
  const { backend, stepSeconds, steps, bytes, speechSeconds, epochSeconds } = trial;
  return {
    backend,
    stepSeconds,
    steps,
    bytes,
    seconds: runSeconds(speechSeconds, settings.epochs, epochSeconds)
  };
}

/** The run that this page trains, or null. */
function current(): string | null {
  return running?.id ?? null;
}

/**
 * Lets a worker of its own train a run. Resolves when the worker has taken it: no other page can any more.
 * @throws NotFoundError if there is no such run
 * @throws InvalidInputError if it has ended
 * @throws UnsupportedError if the worker cannot be loaded
 */
async function train(id: string, first: Command): Promise<Running> {
  const worker = startTrainer();
  const sleep = keepAwake();
  const end = async () => {
    sleep();
    run.worker.end();
    // The browser frees its lock a moment later.
    await released(id);
    running = null;
  };
  const begun = worker.use((api) => api.begin(id, first, []));
  const ended = begun
    // One after the other: what is measured while a run trains would be wrong, and slow it down.
    .then(() => measurement?.catch(() => undefined))
    .then(() => untilEnded(run))
    // What goes wrong in a run is written down by its worker, if it still can.
    .catch((error: unknown) => begun.then(() => failRun(id, messageOf(error))))
    .catch(() => undefined)
    .finally(end);
  const run: Running = { id, worker, told: first, ended };
  running = run;
  await begun.catch(async (error: unknown) => {
    await ended;
    throw error;
  });
  return run;
}

/**
 * Lets a run train. Where its graphics card fails, another worker goes on from the last checkpoint: a lost backend goes
 * only with its worker. The run's lock passes from one to the other.
 */
async function untilEnded(run: Running): Promise<void> {
  const losses: Loss[] = [];
  for (;;) {
    const loss = await run.worker.use((api) => api.train());
    if (!loss) return;
    losses.push(loss);
    const next = startTrainer();
    const begun = next.use((api) => api.begin(run.id, run.told, losses));
    run.worker.end();
    run.worker = next;
    await begun;
  }
}

/** Tells the worker what to do with the run that trains, and waits until it has ended. */
async function tell(run: Running, what: Command): Promise<void> {
  run.told = what;
  // A worker that cannot be told has ended.
  await run.worker.use((api) => api.tell(what)).catch(() => undefined);
  await run.ended;
}

/** Two starts at once, also in two tabs, are two in turn: the second finds the first. */
async function oneAtATime<Result>(start: () => Promise<Result>): Promise<Awaited<Result>> {
  return await navigator.locks.request('ownvoice-start', start);
}

async function assertIdle(): Promise<void> {
  const [busy] = await inTraining();
  if (busy !== undefined)
    throw new InvalidInputError(`${busy} is training. Pause or stop it first: one run at a time.`);
}

/** @throws InvalidInputError for a run that began with the first base voice */
function assertSecondBase({ id, base, dataset }: RunRecord): void {
  if (base !== 2)
    throw new InvalidInputError(
      `The run ${id} began with the first base voice, which a better one has replaced. Start a new run of "${dataset}".`
    );
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
  dryRun,
  resume,
  pause,
  stop,
  cancel,
  files,
  jobs,
  job,
  takes,
  finished,
  current,
  interrupted,
  released,
  backends: measured
};
