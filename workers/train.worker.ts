/** Trains a voice in a worker of its own. The page hears of progress only: everything else is in the store. */
import { getBackend } from '@tensorflow/tfjs-core';
import { DeviceLostError, InvalidInputError, NotFoundError } from '../src/errors';
import { type BackendChoice, type BackendName, watchDevice } from '../src/model/backend';
import { newSpeaker } from '../src/model/baseVoice';
import { exportVoice } from '../src/onnx/exportVoice';
import type { DatasetRecord } from '../src/store/records';
import { getDataset } from '../src/store/datasets';
import { getCheckpoint, getRun, getRunFiles, runLockPrefix } from '../src/store/runs';
import type { NewVoice } from '../src/store/voices';
import { useOwnRuntimeFiles } from '../src/synthesis/runtimeFiles';
import { type Checkpoint, readCheckpoint } from '../src/training/checkpoint';
import { deviceBackend, type Loss, onDevice, startBackend } from '../src/training/deviceBackend';
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
let losses: Loss[] = [];

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

/** Exports the voice, tests it, and writes measures.json. `spoken`: see exportVoice. */
async function finish(
  live: LiveRun,
  dataset: DatasetRecord,
  voice: TrainedVoice,
  spoken: number[][]
): Promise<{ exported: NewVoice; measures: string }> {
  await live.phase('exporting');
  const tensors = voiceTensors(voice);
  const description = describeVoice(live.record.id, dataset, voice);
  const reference = referenceSynthesis(voice);
  const { voice: exported, test } = await exportVoice(tensors, description, spoken, reference.speak, () =>
    live.phase('checking')
  ).finally(reference.dispose);
  live.log(`self-test: log-mel distance ${test.map(({ distance }) => distance.toFixed(4)).join(', ')}`);
  return { exported, measures: JSON.stringify({ ...voice.measures, selfTest: test }, null, 2) };
}

/** Writes down why a run ended, unless only its graphics card did. */
function ended(live: LiveRun, error: unknown): Loss | null {
  if (error instanceof DeviceLostError) {
    live.log(error.message);
    return { backend: getBackend() as BackendName, why: error.message };
  }
  live.fail(error);
  return null;
}

/** Trains from the last checkpoint. */
async function train(live: LiveRun): Promise<void> {
  const { record } = live;
  const dataset = await getDataset(record.dataset);
  const { name, why, note } = await startBackend(record.settings.backend, losses);
  live.tookBackend(why, note);
  const device = watchDevice();
  const asked = () => (live.deleted || device.isLost() ? 'cancel' : command);
  const result = await onDevice(device, async () => {
    const { usable, skipped } = await prepareClips(dataset, async (place, count) => {
      await live.phase('preparing', place, count);
      return asked() !== 'cancel';
    });
    if (asked() === 'cancel') return { kind: 'cancelled' as const };
    live.prepared(usable.length, skipped);
    const saved = await savedCheckpoint(live);
    const hooks: RunHooks = {
      progress: (progress, point) => live.progress(progress, point),
      log: (line) => live.log(line),
      take: (take) => live.take(take),
      checkpoint: async (state) => {
        // What a lost card computed means nothing: the last checkpoint stays.
        if (!device.isLost()) await live.checkpoint(state);
      },
      command: asked
    };
    const base = newSpeaker(await loadBase());
    const outcome = await trainVoice(usable, base, record.settings, name, saved, hooks);
    if (outcome.kind !== 'trained') return outcome;
    const spoken = usable.map(({ ids }) => ids);
    return { ...outcome, ...(await finish(live, dataset, outcome.voice, spoken)) };
  });
  if (result.kind === 'paused') record.state = 'paused';
  if (result.kind !== 'trained') return;
  await live.end(result.voice.stopped ? 'stopped' : 'completed', result.exported, result.measures);
}

const api = {
  /**
   * Takes a run that is pending, paused, failed or interrupted, with its Web Lock, so that other tabs see that it is
   * alive as long as this worker is. Its record is read when no other worker can write it any more.
   * @param first what it is told to begin with, see `tell`
   * @param failed the backends that failed in this run before, in earlier workers
   * @throws NotFoundError if there is no such run
   * @throws InvalidInputError if it has ended
   */
  async begin(id: string, first: Command, failed: Loss[]): Promise<void> {
    command = first;
    losses = failed;
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
   * stopped or failed, which is in its record, or when it was told to cancel or was deleted: then nothing is written
   * any more.
   * @returns the backend that failed, for another worker to go on after it, or null
   */
  async train(): Promise<Loss | null> {
    const loss = await train(live!)
      .then(() => null)
      .catch((error: unknown) => ended(live!, error));
    if (command !== 'cancel' && !live!.deleted) await live!.write(true);
    return loss;
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
