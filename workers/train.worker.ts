/** Trains a voice in a worker of its own. The page hears of progress only: everything else is in the store. */
import { expose } from 'comlink';
import { InvalidInputError, NotFoundError } from '../src/errors';
import { type BackendChoice, deviceLost } from '../src/model/backend';
import { newSpeaker } from '../src/model/baseVoice';
import { exportVoice } from '../src/onnx/exportVoice';
import type { DatasetRecord } from '../src/store/database';
import { getDataset } from '../src/store/datasets';
import {
  deleteRun,
  finishRun,
  getCheckpoint,
  getRun,
  getRunFiles,
  type RunListener,
  saveCheckpoint
} from '../src/store/runs';
import { saveVoice } from '../src/store/voices';
import { useOwnRuntimeFiles } from '../src/synthesis/runtimeFiles';
import { type Checkpoint, readCheckpoint, writeCheckpoint } from '../src/training/checkpoint';
import { deviceBackend, rememberedBackend, startBackend } from '../src/training/deviceBackend';
import { voiceTensors } from '../src/training/exportWeights';
import { LiveRun } from '../src/training/liveRun';
import { prepareClips } from '../src/training/prepareClips';
import { referenceSynthesis } from '../src/training/reference';
import { trainVoice } from '../src/training/run';
import type { Command, RunHooks, TrainedVoice } from '../src/training/runState';
import { packRunFiles } from '../src/training/runFiles';
import { describeVoice } from '../src/training/voiceDescription';
import { loadBase } from './loadBase';

const commands = new Map<string, Command>();
let current: { id: string; ended: Promise<void> } | null = null;

useOwnRuntimeFiles();

async function savedCheckpoint(live: LiveRun): Promise<Checkpoint | null> {
  const stored = await getCheckpoint(live.record.id);
  if (stored) {
    const saved = readCheckpoint(stored);
    live.resumeAt(saved);
    return saved;
  }
  if (commands.get(live.record.id) === 'stop')
    throw new InvalidInputError(
      'Nothing has been trained yet in this run, so there is nothing to keep. Cancel it, or resume it.'
    );
  return null;
}

/** Exports the voice, tests it, and stores both the voice and the run's files. `spoken`: see exportVoice. */
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
  const { id } = await saveVoice(exported);
  live.end(voice.stopped ? 'stopped' : 'completed', id);
  const measures = JSON.stringify({ ...voice.measures, selfTest: test }, null, 2);
  await finishRun(live.record, { run: live.record.id, best: exported.weights!, measures });
}

async function train(live: LiveRun): Promise<void> {
  const { record } = live;
  const command = () => commands.get(record.id) ?? 'go on';
  const dataset = await getDataset(record.dataset);
  await live.begin();
  const { name, why } = await startBackend(record.settings.backend);
  live.tookBackend(why);
  const { usable, skipped } = await prepareClips(dataset, async (place, count) => {
    await live.phase('preparing', place, count);
    return command() !== 'cancel';
  });
  if (command() === 'cancel') return;
  live.prepared(usable.length, skipped);
  const saved = await savedCheckpoint(live);
  const hooks: RunHooks = {
    progress: (progress, point) => live.progress(progress, point),
    log: (line) => live.log(line),
    checkpoint: (state) =>
      saveCheckpoint(record, {
        version: 1,
        run: record.id,
        saved: Date.now(),
        ...writeCheckpoint(state)
      }),
    command
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

/** Trains with the run's Web Lock held, so that other tabs see that it is alive; the outcome goes into the record. */
async function runLocked(id: string, onChange: RunListener): Promise<void> {
  const record = await getRun(id);
  if (!record) throw new NotFoundError(`There is no run called "${id}".`);
  const live = new LiveRun(record, onChange);
  await navigator.locks.request(`ownvoice-run-${id}`, async () => {
    await train(live).catch((error: unknown) => live.fail(error));
    if (commands.get(id) === 'cancel') await deleteRun(id);
    else await live.write(true);
  });
}

const api = {
  /**
   * Trains a pending run, or goes on from the last checkpoint of a paused, failed or interrupted one. Resolves when it
   * is completed, paused, stopped, cancelled or failed: which one is in its record.
   * @param onChange told after each write of the record (a Comlink proxy)
   * @throws InvalidInputError while another run trains
   */
  async run(id: string, onChange: RunListener): Promise<void> {
    if (current)
      throw new InvalidInputError(`${current.id} is training. Pause or stop it first: one run at a time.`);
    if (commands.get(id) !== 'stop') commands.set(id, 'go on');
    current = { id, ended: runLocked(id, onChange) };
    await current.ended.finally(() => {
      current = null;
      commands.delete(id);
    });
  },

  /** Stops after the current step with a checkpoint. */
  async pause(id: string): Promise<void> {
    if (current?.id !== id) return;
    commands.set(id, 'pause');
    await current.ended;
  },

  /** Ends a run with the voice of its best epoch, also one that is paused or was interrupted. */
  async stop(id: string): Promise<void> {
    commands.set(id, 'stop');
    if (current?.id === id) await current.ended;
    else await api.run(id, () => undefined);
  },

  /** Ends a run and deletes it. */
  async cancel(id: string): Promise<void> {
    if (current?.id === id) {
      commands.set(id, 'cancel');
      await current.ended;
    } else await deleteRun(id);
  },

  /** Zip of train.log, finetune_config.json, measures.json and best_model.safetensors. @throws NotFoundError */
  async files(id: string): Promise<Blob> {
    const [run, files] = await Promise.all([getRun(id), getRunFiles(id)]);
    if (!run || !files) throw new NotFoundError(`The run "${id}" has no files yet: they come when it ends.`);
    return new Blob([packRunFiles(run, files)], { type: 'application/zip' });
  },

  /** Which backend trains on this device, and why. Where that is not known yet, it is measured after the current run. */
  async backends(): Promise<BackendChoice> {
    const known = await rememberedBackend();
    if (known) return known;
    await current?.ended;
    return deviceBackend();
  }
};

export type TrainApi = typeof api;
expose(api);
