/** Trains a voice in a worker of its own. The page hears of progress only: everything else is in the store. */
import type { RunSettings } from '../src/store/records';
import { useOwnRuntimeFiles } from '../src/synthesis/runtimeFiles';
import { BackgroundRun } from '../src/training/backgroundRun';
import { deviceBackend, type Loss } from '../src/training/deviceBackend';
import { dryRun } from '../src/training/dryRun';
import { filesOfRun } from '../src/training/runFiles';
import type { Command } from '../src/training/runState';
import { hold } from './hold';
import { loadBase } from './loadBase';
import { serve } from './serve';

useOwnRuntimeFiles();

const run = new BackgroundRun({ hold, loadBase });

const api = {
  begin: (id: string, first: Command, losses: Loss[]) => run.begin(id, first, losses),
  train: () => run.train(),
  tell: (command: Command) => run.tell(command),
  files: filesOfRun,
  backends: deviceBackend,
  dryRun: (dataset: string, settings: RunSettings) => dryRun(dataset, settings, loadBase)
};

export type TrainApi = typeof api;
serve(api);
