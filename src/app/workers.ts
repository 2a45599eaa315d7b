/** Starts each worker when it is first needed. */
import { wrap, type Remote } from 'comlink';
import type { SynthesisApi } from '../../workers/synthesis.worker';
import type { TrainApi } from '../../workers/train.worker';

interface Started<Api> {
  worker: Worker;
  api: Remote<Api>;
}

let training: Started<TrainApi> | null = null;
let synthesis: Started<SynthesisApi> | null = null;

/** The worker that trains. */
export function trainer(): Remote<TrainApi> {
  training ??= started(
    new Worker(new URL('../../workers/train.worker.ts', import.meta.url), { type: 'module' })
  );
  return training.api;
}

/** Frees the memory of the graphics card and the wasm heap: a backend gives them back only with its worker. */
export function endTrainer(): void {
  training?.worker.terminate();
  training = null;
}

/** The worker that speaks. It stays, with the last voices loaded. */
export function synthesiser(): Remote<SynthesisApi> {
  synthesis ??= started(
    new Worker(new URL('../../workers/synthesis.worker.ts', import.meta.url), { type: 'module' })
  );
  return synthesis.api;
}

/** Ends every worker, whatever it does. */
export function endWorkers(): void {
  endTrainer();
  synthesis?.worker.terminate();
  synthesis = null;
}

function started<Api>(worker: Worker): Started<Api> {
  return { worker, api: wrap<Api>(worker) };
}
