/** Trains a voice in a worker of its own. The page hears of progress only: everything else is in the store. */
import { InvalidInputError, NotFoundError } from '../src/errors';
import { type BackendChoice, deviceLost } from '../src/model/backend';
import { newSpeaker } from '../src/model/baseVoice';
import { exportVoice } from '../src/onnx/exportVoice';
import type { DatasetRecord } from '../src/store/records';
import { getDataset } from '../src/store/datasets';
import { getCheckpoint, getRun, getRunFiles, runLockPrefix } from '../src/store/runs';
import { useOwnRuntimeFiles } from '../src/synthesis/runtimeFiles';
import { type Checkpoint, readCheckpoint } from '../src/training/checkpoint';
import { deviceBackend, startBackend } from '../src/training/deviceBackend';
import { voiceTensors } from '../src/training/exportWeights';
import { LiveRun } from '../src/training/liveRun';
import { prepareClips } from '../src/dataset/prepareClips';
import { referenceSynthesis } from '../src/training/reference';
import { trainVoice } from '../src/training/run';
import type { Command, RunHooks, TrainedVoice } from '../src/training/runState';
import { packRunFiles } from '../src/training/runFiles';
import { describeVoice } from '../src/training/voiceDescription';
import { hold } from './hold';
import { loadBase } from './loadBase';
import { serve } from './serve';

/** The one run of this worker, from `begin` on. */
let live: LiveRun | null = null;
let command: Command = 'go on';

useOwnRuntimeFiles();

async function savedCheckpoint(live: LiveRun): Promise<Checkpoint | null> {
  const stored = await getCheckpoint(live.record.id);
  if (stored) {
    const saved = readCheckpoint(stored);
    await live.resumeAt(saved);
    return saved;
  }
  if (command === 'stop')
    throw new InvalidInputError(
      'Nothing has been trained yet in this run, so there is nothing to keep. Cancel it, or resume it.'
    );
  return null;
}

/** Exports the voice, tests it, and stores it with the end of its run. `spoken`: see exportVoice. */
async function finish(
  live: LiveRun,
  dataset: DatasetRecord,
  voice: TrainedVoice,
  spoken: number[][]
): Promise<void> {
  await live.phase('exporting');
  const tensors = voiceTensors(voice);
  const description = describeVoice(live.record.id, dataset, voice);
  const reference = referenceSynthesis(voice);
  const { voice: exported, test } = await exportVoice(tensors, description, spoken, reference.speak, () =>
    live.phase('checking')
  ).finally(reference.dispose);
  live.log(`self-test: log-mel distance ${test.map(({ distance }) => distance.toFixed(4)).join(', ')}`);
  const measures = JSON.stringify({ ...voice.measures, selfTest: test }, null, 2);
  await live.end(voice.stopped ? 'stopped' : 'completed', exported, measures);
}

async function train(live: LiveRun): Promise<void> {
  const { record } = live;
  const dataset = await getDataset(record.dataset);
  const { name, why } = await startBackend(record.settings.backend);
  live.tookBackend(why);
  const { usable, skipped } = await prepareClips(dataset, async (place, count) => {
    await live.phase('preparing', place, count);
    return command !== 'cancel';
  });
  if (command === 'cancel') return;
  live.prepared(usable.length, skipped);
  const saved = await savedCheckpoint(live);
  const hooks: RunHooks = {
    progress: (progress, point) => live.progress(progress, point),
    log: (line) => live.log(line),
    checkpoint: (state) => live.checkpoint(state),
    command: () => command
  };
  const base = newSpeaker(await loadBase());
  const outcome = await Promise.race([
    trainVoice(usable, base, record.settings, name, saved, hooks),
    deviceLost()
  ]);
  if (outcome.kind === 'trained')
    await finish(
      live,
      dataset,
      outcome.voice,
      usable.map(({ ids }) => ids)
    );
  if (outcome.kind === 'paused') record.state = 'paused';
}

const api = {
  /**
   * Takes a run that is pending, paused, failed or interrupted, with its Web Lock, so that other tabs see that it is
   * alive as long as this worker is. Its record is read when no other worker can write it any more.
   * @param first what it is told to begin with, see `tell`
   * @throws NotFoundError if there is no such run
   * @throws InvalidInputError if it has ended
   */
  async begin(id: string, first: Command): Promise<void> {
    command = first;
    await hold(runLockPrefix + id);
    const run = await getRun(id);
    if (!run) throw new NotFoundError(`There is no run called "${id}".`);
    if (run.state === 'completed' || run.state === 'stopped')
      throw new InvalidInputError(
        `The run ${id} has ended (${run.state}). Start a new run to train further.`
      );
    live = new LiveRun(run);
    await live.begin();
  },

  /**
   * Trains the run that was begun, from its last checkpoint if it has one. Resolves when it is completed, paused,
   * stopped or failed, which is in its record, or when it was told to cancel: then nothing is written any more.
   */
  async train(): Promise<void> {
    const run = live;
    if (!run) throw new Error('train was called before begin');
    await train(run).catch((error: unknown) => run.fail(error));
    if (command !== 'cancel') await run.write(true);
  },

  /** Tells the run what to do after its current step. "stop": end with the voice of the best epoch. */
  tell(what: Command): void {
    command = what;
  },

  /** Zip of train.log, finetune_config.json, measures.json and best_model.safetensors. @throws NotFoundError */
  async files(id: string): Promise<Blob> {
    const [run, files] = await Promise.all([getRun(id), getRunFiles(id)]);
    if (!run || !files) throw new NotFoundError(`The run "${id}" has no files yet: they come when it ends.`);
    return new Blob([packRunFiles(run, files)], { type: 'application/zip' });
  },

  /** Which backend trains on this device, and why; it is measured where that is not known yet. */
  backends: (): Promise<BackendChoice> => deviceBackend()
};

export type TrainApi = typeof api;
serve(api);
