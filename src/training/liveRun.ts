/** A run's record while it trains: brought up to date, and written now and then with what the run gained since. */
import { NotStoredError, NotFoundError } from '../errors';
import type {
  CheckpointRecord,
  HistoryPoint,
  Run,
  RunGain,
  RunPhase,
  RunProgress,
  RunRecord
} from '../store/records';
import { getClip } from '../store/clips';
import { saveTake } from '../store/takes';
import type { NewTrainedVoice } from '../store/voices';
import { finishRun, rewindRun, saveCheckpoint, saveRun } from '../store/runs';
import { type Checkpoint, writeCheckpoint } from './checkpoint';
import type { Take } from './takes';

/** Shortest time between two writes of the record, in ms. */
const writeInterval = 500;

export class LiveRun {
  readonly record: RunRecord;
  /** Set when a write found the run deleted: there is nothing left to train. */
  deleted = false;
  private gain: RunGain;
  private lastWrite = -Infinity;
  /** Writes follow one another, so that what one could not write stands before what the next has gained. */
  private writing: Promise<unknown> = Promise.resolve();

  constructor({ history, log, ...record }: Run) {
    this.record = record;
    this.gain = gainAfter(record.id, history.length, log.length);
  }

  /** Adds a line, with the time, to the log. */
  log(line: string): void {
    this.gain.lines.push(`${new Date().toISOString()} ${line}`);
  }

  async begin(): Promise<void> {
    Object.assign(this.record, { state: 'training', error: null, note: null });
    await this.phase('preparing');
  }

  /** @param note what the person should know of how it came to this backend */
  tookBackend(why: string, note: string | null): void {
    Object.assign(this.record, { backend: why, note });
    this.log(`backend: ${why}`);
  }

  prepared(usable: number, skipped: RunRecord['skipped']): void {
    this.record.skipped = skipped;
    for (const { clip, reason } of skipped) this.log(`left out ${clip}: ${reason}`);
    this.log(`${usable} clips prepared`);
  }

  /** What came after the checkpoint is trained again: it leaves the curves. */
  async resumeAt({ trainer }: Checkpoint): Promise<void> {
    const left = await rewindRun(this.record.id, trainer.step);
    this.gain.pointsBefore = left;
    this.log(`resumed at step ${trainer.step}`);
  }

  /** Enters a phase that has no loss, or goes on in it. */
  async phase(phase: RunPhase, step = 0, steps = 1): Promise<void> {
    const { epochs } = this.record.settings;
    const epoch = this.record.progress?.epoch ?? 0;
    const changed = this.record.progress?.phase !== phase;
    this.record.progress = { phase, epoch, epochs, step, steps, stepsPerSecond: 0, secondsLeft: null };
    await this.write(changed);
  }

  progress(progress: RunProgress, point: HistoryPoint | null): void {
    this.record.progress = progress;
    if (point) this.gain.points.push(point);
    if (point?.heldOut)
      this.record.bestLoss = Math.min(this.record.bestLoss ?? Infinity, point.heldOut.total);
    // A write that fails (no room, say) fails again at the next checkpoint, which is waited for and told.
    this.write(point?.heldOut !== undefined).catch(() => undefined);
  }

  /** Keeps a take. One that cannot be stored is a pity, and no reason to end the run. */
  async take(take: Take): Promise<void> {
    const { id: run, dataset } = this.record;
    try {
      const { transcript: text } = await getClip(`${dataset}/${take.clip}`);
      await saveTake({ version: 1, run, text, ...take });
    } catch (error) {
      this.log(`the sentence after epoch ${take.epoch} was not kept: ${String(error)}`);
    }
  }

  async checkpoint(state: Checkpoint): Promise<void> {
    const { tensors, state: text } = writeCheckpoint(state);
    const { record } = this;
    const stored: CheckpointRecord = { version: 1, run: record.id, saved: Date.now(), tensors, state: text };
    await this.save((gain) => saveCheckpoint(record, gain, stored));
  }

  /** Ends the run with its voice. @param measures JSON */
  async end(state: 'completed' | 'stopped', voice: NewTrainedVoice, measures: string): Promise<void> {
    Object.assign(this.record, { state, finished: Date.now() });
    this.log(state);
    const files = { run: this.record.id, best: voice.weights, measures };
    await this.save((gain) => finishRun(this.record, gain, files, voice));
  }

  fail(error: unknown): void {
    Object.assign(this.record, { state: 'failed', finished: null });
    this.record.error = error instanceof Error ? error.message : String(error);
    this.log(`failed: ${this.record.error}`);
  }

  /** Writes the record, if the last time is long enough ago or it must be `now`. */
  async write(now: boolean): Promise<void> {
    if (!now && performance.now() - this.lastWrite < writeInterval) return;
    this.lastWrite = performance.now();
    await this.save((gain) => saveRun(this.record, gain));
  }

  /** Lets `write` store what was gained since the last write. What it cannot store is kept for the next. */
  private save(write: (gain: RunGain) => Promise<void>): Promise<void> {
    const saved = this.writing.then(async () => {
      const taken = this.gain;
      const { run, pointsBefore, linesBefore, points, lines } = taken;
      this.gain = gainAfter(run, pointsBefore + points.length, linesBefore + lines.length);
      try {
        await write(taken);
      } catch (error) {
        const { points: more, lines: further } = this.gain;
        this.gain = { ...taken, points: [...points, ...more], lines: [...lines, ...further] };
        this.deleted ||= error instanceof NotFoundError;
        throw error instanceof DOMException ? notStored(error) : error;
      }
    });
    this.writing = saved.catch(() => undefined);
    return saved;
  }
}

function notStored(cause: DOMException): NotStoredError {
  const why =
    cause.name === 'QuotaExceededError'
      ? 'The browser has no more room for this run.'
      : `The browser could not store this run (${cause.message || cause.name}).`;
  return new NotStoredError(
    `${why} Its last checkpoint is whole. Free some space on the disk or delete a dataset, then let it go on.`,
    { cause }
  );
}

function gainAfter(run: string, pointsBefore: number, linesBefore: number): RunGain {
  return { run, pointsBefore, linesBefore, points: [], lines: [] };
}
