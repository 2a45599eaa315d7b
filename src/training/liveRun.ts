/** A run's record while it trains: brought up to date, written now and then, and told about. */
import type { HistoryPoint, RunPhase, RunProgress, RunRecord } from '../store/database';
import { type RunListener, saveRun } from '../store/runs';
import type { Checkpoint } from './checkpoint';

/** Shortest time between two writes of the record, in ms. */
const writeInterval = 500;

export class LiveRun {
  private lastWrite = -Infinity;

  constructor(
    readonly record: RunRecord,
    private readonly onChange: RunListener
  ) {}

  /** Adds a line, with the time, to the log. */
  log(line: string): void {
    this.record.log.push(`${new Date().toISOString()} ${line}`);
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
  resumeAt({ trainer }: Checkpoint): void {
    this.record.history = this.record.history.filter(({ step }) => step <= trainer.step);
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
    if (point) this.record.history.push(point);
    if (point?.heldOut)
      this.record.bestLoss = Math.min(this.record.bestLoss ?? Infinity, point.heldOut.total);
    // A write that fails (no room, say) fails again at the next checkpoint, which is waited for and told.
    this.write(point?.heldOut !== undefined).catch(() => undefined);
  }

  end(state: 'completed' | 'stopped', voice: string): void {
    Object.assign(this.record, { state, voice, finished: Date.now() });
    this.log(`${state}: voice ${voice}`);
  }

  fail(error: unknown): void {
    this.record.state = 'failed';
    this.record.error = error instanceof Error ? error.message : String(error);
    this.log(`failed: ${this.record.error}`);
  }

  /** Writes the record, if the last time is long enough ago or it must be `now`. */
  async write(now: boolean): Promise<void> {
    if (!now && performance.now() - this.lastWrite < writeInterval) return;
    this.lastWrite = performance.now();
    await saveRun(this.record);
    this.onChange(this.record);
  }
}
