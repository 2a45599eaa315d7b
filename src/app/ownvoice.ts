/**
 * Everything the app can do, as functions: the screens stand on it, and scripts and tests reach it as
 * `window.ownvoice`. docs/API.md describes it for them.
 */
import { backup } from './api/backup';
import { datasets } from './api/datasets';
import { deleteEverything } from './api/erase';
import { lock } from './api/lock';
import { pronunciations } from './api/pronunciations';
import { paragraphFiles, soundFile, subtitles } from './api/saving';
import { reading, speak, wav } from './api/speech';
import { training } from './api/training';
import { voices } from './api/voices';

export const ownvoice = {
  datasets,
  training,
  voices,
  pronunciations,
  speak,
  reading,
  wav,
  soundFile,
  paragraphFiles,
  subtitles,
  backup,
  lock,
  deleteEverything
};
export type Ownvoice = typeof ownvoice;

declare global {
  interface Window {
    ownvoice: Ownvoice;
  }
}
