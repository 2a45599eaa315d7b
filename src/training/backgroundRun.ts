/**
 * A run in the background, from its record to the stored voice: its clips are prepared, it is trained from its last
 * checkpoint, and its voice is exported, tested and kept. All that happens is in the store.
 */
import { prepareClips } from '../dataset/prepareClips';
import { DeviceLostError, InvalidInputError, NotFoundError } from '../errors';
import { type BackendName, watchDevice } from '../model/backend';
import { newSpeaker } from '../model/baseVoice';
import type { TensorFile } from '../model/safetensors';
import { exportVoice } from '../onnx/exportVoice';
import { getDataset } from '../store/datasets';
import type { DatasetRecord } from '../store/records';
import { getCheckpoint, getRun, runLockPrefix } from '../store/runs';
import type { NewTrainedVoice } from '../store/voices';
import { type Checkpoint, readCheckpoint } from './checkpoint';
import { type Loss, startBackend } from './deviceBackend';
import { voiceTensors } from './exportWeights';
import { LiveRun } from './liveRun';
import { onDevice } from './onDevice';
import { referenceSynthesis } from './reference';
import { trainVoice } from './run';
import type { Command, RunHooks, TrainedVoice } from './runState';
import { describeVoice } from './voiceDescription';

/** What only the worker of a run can do. */
export interface RunHost {
  /** takes a Web Lock for as long as the worker lives; resolves when it has it */
  hold(lock: string): Promise<void>;
  loadBase(): Promise<TensorFile>;
}

/** The one run of a worker. */
export class BackgroundRun {
  private live: LiveRun | null = null;
  private command: Command = 'go on';
  private losses: Loss[] = [];

  constructor(private readonly host: RunHost) {}

  /**
   * Takes a run that is pending, paused, failed or interrupted, with its Web Lock, so that other tabs see that it is
   * alive as long as this worker is. Its record is read when no other worker can write it any more.
   * @param first what it is told to begin with, see `tell`
   * @param losses the backends that failed in this run before, in earlier workers
   * @throws NotFoundError if there is no such run
   * @throws InvalidInputError if it has ended
   */
  async begin(id: string, first: Command, losses: Loss[] = []): Promise<void> {
    this.command = first;
    this.losses = losses;
    await this.host.hold(runLockPrefix + id);
    const run = await getRun(id);
    if (!run) throw new NotFoundError(`There is no run called "${id}".`);
    if (run.state === 'completed' || run.state === 'stopped')
      throw new InvalidInputError(
        `The run ${id} has ended (${run.state}). Start a new run to train further.`
      );
    this.live = new LiveRun(run);
    await this.live.begin();
  }

  /**
   * Trains the run that was begun, from its last checkpoint if it has one. Resolves when it is completed, paused,
   * stopped or failed, which is in its record, or when it was told to cancel or was deleted: then nothing is written
   * any more.
   * @returns the backend that failed, for another worker to go on after it, or null
   */
  async train(): Promise<Loss | null> {
    const { live } = this;
    if (!live) throw new InvalidInputError('No run was begun.');
    const loss = await this.trainLive(live).catch((error: unknown) => {
      live.fail(error);
      return null;
    });
    if (this.command !== 'cancel')
      await live.write(true).catch((error: unknown) => {
        if (!live.deleted) throw error;
      });
    return loss;
  }

  /** Tells the run what to do after its current step. "stop": end with the voice of the best epoch. */
  tell(command: Command): void {
    this.command = command;
  }

  /** @returns the backend that failed, or null */
  private async trainLive(live: LiveRun): Promise<Loss | null> {
    const { record } = live;
    const dataset = await getDataset(record.dataset);
    const { name, why, note } = await startBackend(record.settings.backend, this.losses);
    live.tookBackend(why, note);
    try {
      await this.trainOn(name, live, dataset);
      return null;
    } catch (error) {
      if (!(error instanceof DeviceLostError)) throw error;
      live.log(error.message);
      return { backend: name, why: error.message };
    }
  }

  private async trainOn(name: BackendName, live: LiveRun, dataset: DatasetRecord): Promise<void> {
    const { record } = live;
    const device = watchDevice();
    const command = () => (live.deleted || device.isLost() ? 'cancel' : this.command);
    const result = await onDevice(device, async () => {
      const { usable, skipped } = await prepareClips(dataset, async (place, count) => {
        await live.phase('preparing', place, count);
        return command() !== 'cancel';
      });
      if (command() === 'cancel') return { kind: 'cancelled' as const };
      live.prepared(usable.length, skipped);
      const saved = await this.savedCheckpoint(live);
      const hooks: RunHooks = {
        progress: (progress, point) => live.progress(progress, point),
        log: (line) => live.log(line),
        take: (take) => live.take(take),
        checkpoint: async (state) => {
          // What a lost card computed means nothing: the last checkpoint stays.
          if (!device.isLost()) await live.checkpoint(state);
        },
        command
      };
      const base = newSpeaker(await this.host.loadBase());
      const outcome = await trainVoice(usable, base, record.settings, name, saved, hooks);
      if (outcome.kind !== 'trained') return outcome;
      const spoken = usable.map(({ ids }) => ids);
      return { ...outcome, ...(await exported(live, dataset, outcome.voice, spoken)) };
    });
    if (result.kind === 'paused') record.state = 'paused';
    if (result.kind !== 'trained') return;
    await live.end(result.voice.stopped ? 'stopped' : 'completed', result.newVoice, result.measures);
  }

  private async savedCheckpoint(live: LiveRun): Promise<Checkpoint | null> {
    const stored = await getCheckpoint(live.record.id);
    if (stored) {
      const saved = readCheckpoint(stored);
      await live.resumeAt(saved);
      return saved;
    }
    if (this.command === 'stop')
      throw new InvalidInputError(
        'Nothing has been trained yet in this run, so there is nothing to keep. Cancel it, or resume it.'
      );
    return null;
  }
}

/** Exports the voice, tests it, and writes measures.json. @param spoken see exportVoice */
async function exported(
  live: LiveRun,
  dataset: DatasetRecord,
  voice: TrainedVoice,
  spoken: number[][]
): Promise<{ newVoice: NewTrainedVoice; measures: string }> {
  await live.phase('exporting');
  const description = describeVoice(live.record.id, dataset, voice);
  const reference = referenceSynthesis(voice);
  const { voice: newVoice, test } = await exportVoice(
    voiceTensors(voice),
    description,
    spoken,
    reference.speak,
    () => live.phase('checking')
  ).finally(reference.dispose);
  live.log(`self-test: log-mel distance ${test.map(({ distance }) => distance.toFixed(4)).join(', ')}`);
  return { newVoice, measures: JSON.stringify({ ...voice.measures, selfTest: test }, null, 2) };
}
