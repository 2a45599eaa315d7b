import { proxy, type Remote } from 'comlink';
import type { BackupApi } from '../../../workers/backup.worker';
import type { Restored } from '../../backup/restoreBackup';
import type { Usage } from '../../store/usage';
import { goOn } from '../conversion';
import { withBackups } from '../workers';

/** Who listens while a backup is written or restored. */
export interface BackupOptions {
  /** called with the share that is done, 0 to 1 */
  onProgress?: (share: number) => void;
  /** ends it; the promise then rejects with an AbortError */
  signal?: AbortSignal;
}

/** Every dataset, run, voice and transcript that waits for its recording, as one zip. It is not encrypted. */
function write(options: BackupOptions = {}): Promise<Blob> {
  return cancellable(options, (api, onProgress) => api.writeBackup(onProgress));
}

/**
 * Takes the datasets, runs and voices of a backup in. What has the name of something that is here is left out.
 * @throws BadFileError if it is no backup, is damaged, or of a newer version of the app; nothing is stored then
 */
async function restore(file: Blob, options: BackupOptions = {}): Promise<Restored> {
  const restored = await cancellable(options, (api, onProgress) => api.restoreBackup(file, onProgress));
  await goOn();
  return restored;
}

/** How many bytes each dataset, run and voice takes, the largest first. */
function use(): Promise<Usage[]> {
  return withBackups((api) => api.storageUse());
}

function cancellable<Result>(
  { onProgress, signal }: BackupOptions,
  work: (api: Remote<BackupApi>, onProgress: (share: number) => void) => Promise<Result>
): Promise<Result> {
  signal?.throwIfAborted();
  return withBackups(async (api) => {
    const cancel = () => void api.cancel();
    signal?.addEventListener('abort', cancel);
    try {
      return await work(
        api,
        proxy((share: number) => onProgress?.(share))
      );
    } finally {
      signal?.removeEventListener('abort', cancel);
    }
  });
}

export const backup = { write, restore, use };
