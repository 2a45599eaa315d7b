/** Trains a voice in a worker of its own. The page hears of progress only: everything else is in the store. */
import { expose } from 'comlink';
import { InvalidInputError, NotFoundError, NothingToTrainError, UnusableClipError } from '../src/errors';
import { useBackend, chooseBackend, type BackendChoice } from '../src/model/backend';
import { newSpeaker } from '../src/model/baseVoice';
import { readSafetensors, writeSafetensors } from '../src/model/safetensors';
import { piperConfig, modelCard, aboutVoice, voiceStem, type VoiceDescription } from '../src/onnx/piperFiles';
import { selfTest, selfTestSentences } from '../src/onnx/selfTest';
import { buildVoiceModel } from '../src/onnx/voiceGraph';
import { listClips, readAudio } from '../src/store/clips';
import type { DatasetRecord, RunPhase, RunRecord } from '../src/store/database';
import { getDataset } from '../src/store/datasets';
import { getFeatures, saveFeatures } from '../src/store/features';
import {
  deleteRun,
  finishRun,
  getCheckpoint,
  getRun,
  getRunFiles,
  saveCheckpoint,
  saveRun
} from '../src/store/runs';
import { getSetting, saveSetting } from '../src/store/settings';
import { saveVoice } from '../src/store/voices';
import { useOwnRuntimeFiles } from '../src/synthesis/runtimeFiles';
import { phonemise } from '../src/text/phonemise';
import { phonemesToIds } from '../src/text/phonemeIds';
import { readCheckpoint, writeCheckpoint } from '../src/training/checkpoint';
import { computeFeatures, featureKey, toClipFeatures } from '../src/training/clipFeatures';
import { voiceTensors } from '../src/training/exportWeights';
import { referenceSynthesis } from '../src/training/reference';
import { type Command, type TrainedVoice, trainVoice } from '../src/training/run';
import { packRunFiles } from '../src/training/runFiles';
import type { ClipFeatures } from '../src/training/speaker';

/** Shortest time between two writes of a run's record, in ms. */
const reportInterval = 500;
const commands = new Map<string, Command>();
let current: { id: string; ended: Promise<void> } | null = null;

useOwnRuntimeFiles();

/** A run's record while this worker trains it: writes it now and then, and says so. */
class LiveRun {
  private lastWrite = 0;

  constructor(
    readonly record: RunRecord,
    private readonly onChange: (run: RunRecord) => void
  ) {}

  log(line: string): void {
    this.record.log.push(`${new Date().toISOString()} ${line}`);
  }

  phase(phase: RunPhase, step: number, steps: number): Promise<void> {
    const { epochs } = this.record.settings;
    const epoch = this.record.progress?.epoch ?? 0;
    this.record.progress = { phase, epoch, epochs, step, steps, stepsPerSecond: 0, secondsLeft: null };
    return this.write(step === 0 || step === steps);
  }

  async write(now: boolean): Promise<void> {
    if (!now && performance.now() - this.lastWrite < reportInterval) return;
    this.lastWrite = performance.now();
    await saveRun(this.record);
    this.onChange(this.record);
  }
}

/** Features of every clip that can be trained on, cached; the others are named in the record with their reason. */
async function prepareClips(live: LiveRun, { id, accent }: DatasetRecord): Promise<ClipFeatures[]> {
  const clips = await listClips(id);
  const usable: ClipFeatures[] = [];
  live.record.skipped = [];
  for (const [i, clip] of clips.entries()) {
    await live.phase('preparing', i, clips.length);
    try {
      if (clip.state !== 'ready')
        throw new UnusableClipError(
          clip.problem ?? 'This clip is not converted yet. Wait until it is ready.'
        );
      const pcm = await readAudio(clip.id);
      const key = await featureKey(pcm, clip.transcript, accent);
      let features = await getFeatures(clip.id, key);
      if (!features) {
        features = {
          version: 1,
          id: clip.id,
          dataset: id,
          key,
          ...(await computeFeatures(pcm, clip.transcript, accent))
        };
        await saveFeatures(features);
      }
      usable.push(toClipFeatures(clip.name, features));
    } catch (error) {
      if (!(error instanceof UnusableClipError)) throw error;
      live.record.skipped.push({ clip: clip.name, reason: error.message });
      live.log(`left out ${clip.name}: ${error.message}`);
    }
    if (commands.get(live.record.id) === 'cancel') return [];
  }
  if (!usable.length)
    throw new NothingToTrainError(
      `Of the ${clips.length} clips of "${id}" none can be trained on. ${live.record.skipped[0]?.reason ?? 'Add recordings and what is said in them.'}`
    );
  return usable;
}

async function loadBase() {
  const response = await fetch(new URL('../base/base.safetensors', self.location.href));
  if (!response.ok)
    throw new NotFoundError(
      `The base voice could not be loaded (${response.status}). Reload the page while online once.`
    );
  return newSpeaker(readSafetensors(new Uint8Array(await response.arrayBuffer())));
}

/** The backend measured as fastest on this device: measured once, then remembered. */
async function rememberedChoice(): Promise<BackendChoice> {
  const key = `backend ${navigator.userAgent} ${self.crossOriginIsolated}`;
  const remembered = (await getSetting(key)) as BackendChoice | undefined;
  if (remembered) return remembered;
  const choice = await chooseBackend();
  await saveSetting(key, choice);
  return choice;
}

async function startBackend(live: LiveRun): Promise<string> {
  const { backend } = live.record.settings;
  const { chosen, why } = backend
    ? { chosen: backend, why: `${backend}, as chosen for this run.` }
    : await rememberedChoice();
  await useBackend(chosen);
  live.record.backend = why;
  live.log(`backend: ${why}`);
  return chosen;
}

/** Builds the voice file, compares it with the trainer, and stores both voice and run files. */
async function finish(live: LiveRun, dataset: DatasetRecord, voice: TrainedVoice): Promise<void> {
  const { record } = live;
  await live.phase('exporting', 0, 1);
  const tensors = voiceTensors(voice);
  const onnx = buildVoiceModel(tensors, dataset.accent);
  const weights = writeSafetensors(tensors, { format_version: '1', run: record.id });
  await live.phase('checking', 0, 1);
  const sentences = await Promise.all(
    selfTestSentences.map(async (text) => phonemesToIds(await phonemise(text, dataset.accent)))
  );
  const reference = referenceSynthesis(voice);
  const test = await selfTest(onnx, sentences, reference.speak).finally(reference.dispose);
  live.log(`self-test: log-mel distance ${test.map(({ distance }) => distance.toFixed(4)).join(', ')}`);
  const { measures } = voice;
  const best = measures.heldOut.best;
  const description: VoiceDescription = {
    name: dataset.id,
    accent: dataset.accent,
    dataset: dataset.id,
    run: record.id,
    clips: measures.clips.training,
    minutes: measures.clips.minutes,
    scores: {
      ...(best ? { 'held-out mel L1': best.mel, 'held-out total loss': best.total } : {}),
      ...(measures.vocoder.after ? { 'resynthesis STOI': measures.vocoder.after.forcedStoi } : {}),
      'self-test log-mel distance': Math.max(...test.map(({ distance }) => distance))
    },
    consent: null,
    created: Date.now()
  };
  const stem = voiceStem(dataset.id, dataset.accent);
  const card = modelCard(stem, description);
  const stored = await saveVoice({
    name: dataset.id,
    stem,
    origin: 'trained',
    run: record.id,
    dataset: dataset.id,
    espeakVoice: dataset.accent,
    sampleRate: 22050,
    minutes: measures.clips.minutes,
    clips: measures.clips.training,
    modelCard: card,
    onnx,
    config: piperConfig(stem, dataset.accent),
    weights,
    about: aboutVoice(description)
  });
  record.voice = stored.id;
  record.state = voice.stopped ? 'stopped' : 'completed';
  record.finished = Date.now();
  live.log(`${record.state}: voice ${stored.id}`);
  await finishRun(record, {
    run: record.id,
    best: weights,
    measures: JSON.stringify({ ...measures, selfTest: test }, null, 2)
  });
}

async function train(live: LiveRun): Promise<void> {
  const { record } = live;
  const dataset = await getDataset(record.dataset);
  record.state = 'training';
  record.error = null;
  await live.phase('preparing', 0, 1);
  const backend = await startBackend(live);
  const started = performance.now();
  const clips = await prepareClips(live, dataset);
  live.log(`${clips.length} clips prepared in ${((performance.now() - started) / 1000).toFixed(1)} s`);
  const stored = await getCheckpoint(record.id);
  if (!stored && commands.get(record.id) === 'stop')
    throw new InvalidInputError(
      'Nothing has been trained yet in this run, so there is nothing to keep. Cancel it, or resume.'
    );
  const saved = stored ? readCheckpoint(stored) : null;
  // What was drawn after the checkpoint is trained again.
  if (saved) {
    const { phase, step } = saved.acoustic
      ? { phase: 'acoustic model', step: saved.acoustic.step }
      : { phase: 'vocoder', step: saved.vocoder?.step ?? 0 };
    record.history = record.history.filter((point) =>
      point.phase !== phase ? point.phase === 'acoustic model' : point.step <= step
    );
    live.log(`resumed at step ${step} of the ${phase}`);
  }
  const outcome = await trainVoice(clips, await loadBase(), record.settings, backend, saved, {
    progress(progress, point) {
      record.progress = progress;
      if (point) record.history.push(point);
      if (point?.heldOut && point.epoch > 0)
        record.bestLoss = Math.min(record.bestLoss ?? Infinity, point.heldOut.total);
      void live.write(point?.heldOut !== undefined);
    },
    log: (line) => live.log(line),
    async checkpoint(checkpoint) {
      await saveCheckpoint(record, {
        version: 1,
        run: record.id,
        saved: Date.now(),
        ...writeCheckpoint(checkpoint)
      });
    },
    command: () => commands.get(record.id) ?? 'go on'
  });
  if (outcome.kind === 'trained') await finish(live, dataset, outcome.voice);
  if (outcome.kind === 'paused') record.state = 'paused';
}

/** Trains with the run's Web Lock held, so that other tabs see that it is alive; the outcome goes into the record. */
async function runLocked(id: string, onChange: (run: RunRecord) => void): Promise<void> {
  const record = await getRun(id);
  if (!record) throw new NotFoundError(`There is no run called "${id}".`);
  const live = new LiveRun(record, onChange);
  await navigator.locks.request(`ownvoice-run-${id}`, async () => {
    try {
      await train(live);
    } catch (error) {
      record.state = 'failed';
      record.error = error instanceof Error ? error.message : String(error);
      live.log(`failed: ${record.error}`);
    }
    if (commands.get(id) === 'cancel') await deleteRun(id);
    else await live.write(true);
  });
}

const api = {
  /**
   * Trains a pending run, or goes on from the last checkpoint of a paused, failed or interrupted one. Resolves when it
   * is completed, paused, stopped, cancelled or failed: which one is in its record.
   * @param onChange told after each write of the record (a Comlink proxy)
   */
  async run(id: string, onChange: (run: RunRecord) => void): Promise<void> {
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

  /** Which backend trains on this device, and why. */
  backends: rememberedChoice
};

export type TrainApi = typeof api;
expose(api);
