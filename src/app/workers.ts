/** Starts each worker when it is first needed. */
import { wrap, type Remote } from 'comlink';
import type { DatasetApi } from '../../workers/dataset.worker';
import type { SynthesisApi } from '../../workers/synthesis.worker';
import type { TrainApi } from '../../workers/train.worker';
import type { VoicesApi } from '../../workers/voices.worker';
import { stopOrRestart } from './stopOrRestart';

interface Started<Api> {
  worker: Worker;
  api: Remote<Api>;
}

interface Ended {
  /** rejects when the worker is ended */
  ended: Promise<never>;
  end(): void;
}

let training: Started<TrainApi> | null = null;
let synthesis: (Started<SynthesisApi> & Ended) | null = null;

/** The worker that trains. */
export function trainer(): Remote<TrainApi> {
  training ??= started(
    new Worker(new URL('../../workers/train.worker.ts', import.meta.url), { type: 'module' })
  );
  return training.api;
}

/** Lets `use` work with a training worker of its own for something else than training, which ends with it. */
export function withTrainer<Result>(use: (api: Remote<TrainApi>) => Promise<Result>): Promise<Result> {
  return once(new Worker(new URL('../../workers/train.worker.ts', import.meta.url), { type: 'module' }), use);
}

/** Frees the memory of the graphics card and the wasm heap: a backend gives them back only with its worker. */
export function endTrainer(): void {
  training?.worker.terminate();
  training = null;
}

/**
 * Lets `use` work with the worker that speaks. It stays, with the last voices loaded.
 * @throws AbortError if the worker is ended meanwhile
 */
export function withSynthesiser<Result>(
  use: (api: Remote<SynthesisApi>) => Promise<Result>
): Promise<Result> {
  synthesis ??= startedSynthesiser();
  return Promise.race([use(synthesis.api), synthesis.ended]);
}

/** Ends what is being spoken, and with it the worker where that does not answer in time. */
export async function stopSynthesiser(): Promise<void> {
  const current = synthesis;
  if (current)
    await stopOrRestart(
      () => current.api.stop(),
      () => current.end()
    );
}

function startedSynthesiser(): Started<SynthesisApi> & Ended {
  const worker = new Worker(new URL('../../workers/synthesis.worker.ts', import.meta.url), {
    type: 'module'
  });
  let reject!: (reason: Error) => void;
  const ended = new Promise<never>((_, rejected) => (reject = rejected));
  ended.catch(() => undefined); // heard by those who wait for an answer
  const one = {
    ...started<SynthesisApi>(worker),
    ended,
    end() {
      worker.terminate();
      if (synthesis === one) synthesis = null;
      reject(new DOMException('The worker that speaks was ended.', 'AbortError'));
    }
  };
  return one;
}

/** Lets `use` work with a worker for the files of datasets, which ends with it. */
export function withDatasetFiles<Result>(use: (api: Remote<DatasetApi>) => Promise<Result>): Promise<Result> {
  return once(
    new Worker(new URL('../../workers/dataset.worker.ts', import.meta.url), { type: 'module' }),
    use
  );
}

/** Lets `use` work with a worker for the files of voices, which ends with it. */
export function withVoiceFiles<Result>(use: (api: Remote<VoicesApi>) => Promise<Result>): Promise<Result> {
  return once(
    new Worker(new URL('../../workers/voices.worker.ts', import.meta.url), { type: 'module' }),
    use
  );
}

/** Ends every worker, whatever it does. */
export function endWorkers(): void {
  endTrainer();
  synthesis?.end();
}

function started<Api>(worker: Worker): Started<Api> {
  return { worker, api: wrap<Api>(worker) };
}

async function once<Api, Result>(
  worker: Worker,
  use: (api: Remote<Api>) => Promise<Result>
): Promise<Result> {
  try {
    return await use(wrap<Api>(worker));
  } finally {
    worker.terminate();
  }
}
