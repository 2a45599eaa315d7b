/** Backups into and out of the store, and how much room everything takes, away from the page. */
import { restoreBackup, type Restored } from '../src/backup/restoreBackup';
import { writeBackup } from '../src/backup/writeBackup';
import { storageUse } from '../src/store/usage';
import { serve } from './serve';

type OnProgress = (share: number) => void;

const cancelling = new AbortController();

const api = {
  writeBackup: (onProgress: OnProgress): Promise<Blob> => writeBackup(onProgress, cancelling.signal),

  restoreBackup: (file: Blob, onProgress: OnProgress): Promise<Restored> =>
    restoreBackup(file, onProgress, cancelling.signal),

  storageUse,

  /** Ends what is being written or restored: it rejects with an AbortError, and half a restore is taken back. */
  cancel: (): void => cancelling.abort()
};

serve(api);
export type BackupApi = typeof api;
