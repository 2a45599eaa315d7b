/** A run's record while it trains: brought up to date, and written now and then with what the run gained since. */
import type { HistoryPoint, Run, RunGain, RunPhase, RunProgress, RunRecord } from '../store/records';
import type { NewTrainedVoice } from '../store/voices';
import { finishRun, rewindRun, saveCheckpoint, saveRun } from '../store/runs';
import { type Checkpoint, writeCheckpoint } from './checkpoint';

/** Shortest time between two writes of the record, in ms. */
const writeInterval = 500;

export class LiveRun {
  readonly record: RunRecord;
  private gain: RunGain;
  private lastWrite = -Infinity;

  constructor({ history, log, ...record }: Run) {
    this.record = record;
    this.gain = gainAfter(record.id, history.length, log.length);
  }

  /** Adds a line, with the time, to the log. */
  log(line: string): void {
    this.gain.lines.push(`${new Date().toISOString()} ${line}`);
  }

  async begin(): Promise<void> {
    this.record.state = 'training';
    this.record.error = null;
    await this.phase('preparing');
  }

  tookBackend(why: string): void {
    this.record.backend = why;
    this.log(`backend: ${why}`);
  }

  prepared(usable: number, skipped: RunRecord['skipped']): void {
    this.record.skipped = skipped;
    for (const { clip, reason } of skipped) this.log(`left out ${clip}: ${reason}`);
    this.log(`${usable} clips prepared`);
  }

  /** What came after the checkpoint is trained again: it leaves the curves. */
  async resumeAt({ trainer }: Checkpoint): Promise<void> {
    this.gain.pointsBefore = await rewindRun(this.record.id, trainer.step);
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

  async checkpoint(state: Checkpoint): Promise<void> {
    const { tensors, state: text } = writeCheckpoint(state);
    await saveCheckpoint(this.record, this.takeGain(), {
      version: 1,
      run: this.record.id,
      saved: Date.now(),
      tensors,
      state: text
    });
  }

  /** Ends the run with its voice. @param measures JSON */
  async end(state: 'completed' | 'stopped', voice: NewTrainedVoice, measures: string): Promise<void> {
    Object.assign(this.record, { state, finished: Date.now() });
    this.log(state);
    const files = { run: this.record.id, best: voice.weights, measures };
    await finishRun(this.record, this.takeGain(), files, voice);
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
    await saveRun(this.record, this.takeGain());
  }

  /** What was gained since the last write; from here on the next is gathered. */
  private takeGain(): RunGain {
    const gain = this.gain;
    const { run, pointsBefore, linesBefore, points, lines } = gain;
    this.gain = gainAfter(run, pointsBefore + points.length, linesBefore + lines.length);
    return gain;
  }
}

function gainAfter(run: string, pointsBefore: number, linesBefore: number): RunGain {
  return { run, pointsBefore, linesBefore, points: [], lines: [] };
}
