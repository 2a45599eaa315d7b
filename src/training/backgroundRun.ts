/**
 * A run in the background, from its record to the stored voice: its clips are prepared, it is trained from its last
 * checkpoint, and its voice is exported, tested and kept. All that happens is in the store.
 */
import { prepareClips } from '../dataset/prepareClips';
import { InvalidInputError, NotFoundError } from '../errors';
import { deviceLost } from '../model/backend';
import { newSpeaker } from '../model/baseVoice';
import type { TensorFile } from '../model/safetensors';
import { exportVoice } from '../onnx/exportVoice';
import { getDataset } from '../store/datasets';
import type { DatasetRecord } from '../store/records';
import { getCheckpoint, getRun, runLockPrefix } from '../store/runs';
import { type Checkpoint, readCheckpoint } from './checkpoint';
import { startBackend } from './deviceBackend';
import { voiceTensors } from './exportWeights';
import { LiveRun } from './liveRun';
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

  constructor(private readonly host: RunHost) {}

  /**
   * Takes a run that is pending, paused, failed or interrupted, with its Web Lock, so that other tabs see that it is
   * alive as long as this worker is. Its record is read when no other worker can write it any more.
   * @param first what it is told to begin with, see `tell`
   * @throws NotFoundError if there is no such run
   * @throws InvalidInputError if it has ended
   */
  async begin(id: string, first: Command): Promise<void> {
    this.command = first;
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
   * stopped or failed, which is in its record, or when it was told to cancel: then nothing is written any more.
   */
  async train(): Promise<void> {
    const { live } = this;
    if (!live) throw new InvalidInputError('No run was begun.');
    await this.trainLive(live).catch((error: unknown) => live.fail(error));
    if (this.command !== 'cancel') await live.write(true);
  }

  /** Tells the run what to do after its current step. "stop": end with the voice of the best epoch. */
  tell(command: Command): void {
    this.command = command;
  }

  private async trainLive(live: LiveRun): Promise<void> {
    const { record } = live;
    const dataset = await getDataset(record.dataset);
    const { name, why } = await startBackend(record.settings.backend);
    live.tookBackend(why);
    const { usable, skipped } = await prepareClips(dataset, async (place, count) => {
      await live.phase('preparing', place, count);
      return this.command !== 'cancel';
    });
    if (this.command === 'cancel') return;
    live.prepared(usable.length, skipped);
    const saved = await this.savedCheckpoint(live);
    const hooks: RunHooks = {
      progress: (progress, point) => live.progress(progress, point),
      log: (line) => live.log(line),
      checkpoint: (state) => live.checkpoint(state),
      command: () => this.command
    };
    const base = newSpeaker(await this.host.loadBase());
    const outcome = await Promise.race([
      trainVoice(usable, base, record.settings, name, saved, hooks),
      deviceLost()
    ]);
    const spoken = usable.map(({ ids }) => ids);
    if (outcome.kind === 'trained') await finish(live, dataset, outcome.voice, spoken);
    if (outcome.kind === 'paused') record.state = 'paused';
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

/** Exports the voice, tests it, and stores it with the end of its run. @param spoken see exportVoice */
async function finish(
  live: LiveRun,
  dataset: DatasetRecord,
  voice: TrainedVoice,
  spoken: number[][]
): Promise<void> {
  await live.phase('exporting');
  const description = describeVoice(live.record.id, dataset, voice);
  const reference = referenceSynthesis(voice);
  const { voice: exported, test } = await exportVoice(
    voiceTensors(voice),
    description,
    spoken,
    reference.speak,
    () => live.phase('checking')
  ).finally(reference.dispose);
  live.log(`self-test: log-mel distance ${test.map(({ distance }) => distance.toFixed(4)).join(', ')}`);
  const measures = JSON.stringify({ ...voice.measures, selfTest: test }, null, 2);
  await live.end(voice.stopped ? 'stopped' : 'completed', exported, measures);
}
