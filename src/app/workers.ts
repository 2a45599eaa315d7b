/** The workers of this page, each started when it is first needed. */
import type { Remote } from 'comlink';
import type { BackupApi } from '../../workers/backup.worker';
import type { ChecksApi } from '../../workers/checks.worker';
import type { DatasetApi } from '../../workers/dataset.worker';
import type { LongApi } from '../../workers/long.worker';
import type { SaveApi } from '../../workers/save.worker';
import { startWorker, type StartedWorker } from '../../workers/startWorker';
import type { SynthesisApi } from '../../workers/synthesis.worker';
import type { TrainApi } from '../../workers/train.worker';
import type { VoicesApi } from '../../workers/voices.worker';
import { stopOrRestart } from './stopOrRestart';

type Use<Api, Result> = (api: Remote<Api>) => Promise<Result>;

const living = new Set<{ end(): void }>();
let synthesis: StartedWorker<SynthesisApi> | null = null;

/**
 * A worker that trains one run. Ending it frees the memory of the graphics card and the wasm heap: a backend gives
 * them back only with its worker.
 */
export function startTrainer(): StartedWorker<TrainApi> {
  return kept<TrainApi>(
    new Worker(new URL('../../workers/train.worker.ts', import.meta.url), { type: 'module' })
  );
}

/** Lets `use` work with a training worker of its own for something else than training, which ends with it. */
export function withTrainer<Result>(use: Use<TrainApi, Result>): Promise<Result> {
  return once(startTrainer(), use);
}

/** Lets `use` work with a worker for the files of datasets, which ends with it. */
export function withDatasetFiles<Result>(use: Use<DatasetApi, Result>): Promise<Result> {
  return once(
    kept<DatasetApi>(
      new Worker(new URL('../../workers/dataset.worker.ts', import.meta.url), { type: 'module' })
    ),
    use
  );
}

/** A worker that holds one long recording until it is ended. */
export function startLong(): StartedWorker<LongApi> {
  return kept<LongApi>(
    new Worker(new URL('../../workers/long.worker.ts', import.meta.url), { type: 'module' })
  );
}

/** A worker that checks clips: its owner ends it when there is nothing more to do. */
export function startChecker(): StartedWorker<ChecksApi> {
  return kept<ChecksApi>(
    new Worker(new URL('../../workers/checks.worker.ts', import.meta.url), { type: 'module' })
  );
}

/** Lets `use` work with a worker for the files of voices, which ends with it. */
export function withVoiceFiles<Result>(use: Use<VoicesApi, Result>): Promise<Result> {
  return once(
    kept<VoicesApi>(
      new Worker(new URL('../../workers/voices.worker.ts', import.meta.url), { type: 'module' })
    ),
    use
  );
}

/** Lets `use` work with a worker for backups, which ends with it. */
export function withBackups<Result>(use: Use<BackupApi, Result>): Promise<Result> {
  return once(
    kept<BackupApi>(
      new Worker(new URL('../../workers/backup.worker.ts', import.meta.url), { type: 'module' })
    ),
    use
  );
}

/** Lets `use` work with the worker that speaks. It stays, with the last voices loaded, as long as it can be used. */
export function withSynthesiser<Result>(use: Use<SynthesisApi, Result>): Promise<Result> {
  synthesis ??= kept<SynthesisApi>(
    new Worker(new URL('../../workers/synthesis.worker.ts', import.meta.url), { type: 'module' })
  );
  return synthesis.use(use);
}

/** Lets `use` work with a worker that makes files of speech, which ends with it. */
export function withSaver<Result>(use: Use<SaveApi, Result>): Promise<Result> {
  return once(
    kept<SaveApi>(new Worker(new URL('../../workers/save.worker.ts', import.meta.url), { type: 'module' })),
    use
  );
}

/** Ends what is being spoken, and with it the worker where that does not answer in time. */
export async function stopSynthesiser(): Promise<void> {
  const current = synthesis;
  if (current)
    await stopOrRestart(
      () => current.use((api) => api.stop()),
      () => current.end()
    );
}

/** Ends every worker, whatever it does. */
export function endWorkers(): void {
  for (const worker of living) worker.end();
}

function kept<Api>(worker: Worker): StartedWorker<Api> {
  const started = startWorker<Api>(worker);
  living.add(started);
  void started.over.then(() => {
    living.delete(started);
    if (started === synthesis) synthesis = null;
  });
  return started;
}

async function once<Api, Result>(worker: StartedWorker<Api>, use: Use<Api, Result>): Promise<Result> {
  try {
    return await worker.use(use);
  } finally {
    worker.end();
  }
}
