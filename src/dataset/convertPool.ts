/** Converts clips with several converters at once. Runs on the page; only ids and progress cross. */
import { failConversion, postponeConversion, refuseConversion } from '../store/conversion';

/** ms after which converters without work are ended: each holds FFmpeg's memory */
const idleTime = 10_000;
/** a clip is tried again once, by a fresh converter */
const maxAttempts = 2;

/** Converts one clip at a time, until `end`. */
export interface Converter {
  /** settles when it can work; rejects with an error that says why it never will */
  started: Promise<unknown>;
  /**
   * Converts a clip to its end, which is in its record: ready, or failed with the reason.
   * @throws whatever broke the converter down: it is ended then
   */
  convert(clip: string, onProgress: (share: number) => void): Promise<void>;
  end(): void;
}

/** A queue of clips and the converters that empty it. */
export class ConvertPool {
  /** in the order in which they are taken; one at work is here too if it got another file meanwhile */
  private readonly queue = new Set<string>();
  private readonly attempts = new Map<string, number>();
  private readonly idle: Converter[] = [];
  private readonly busy = new Map<Converter, string>();
  private idleTimer: ReturnType<typeof setTimeout> | undefined;
  private waiters: (() => void)[] = [];

  constructor(
    private readonly startConverter: () => Converter,
    /** converters at once */
    readonly size: number,
    /** told the share of a clip that is converted, 0..1 */
    private readonly onProgress: (clip: string, share: number) => void = () => undefined
  ) {}

  /** Converts these clips after those that already wait; one that is at work is looked at again when that is over. */
  add(clips: readonly string[]): void {
    for (const clip of clips) this.queue.add(clip);
    this.next();
  }

  /** Resolves when nothing waits and nothing is at work. */
  async finished(): Promise<void> {
    if (!this.done) await new Promise<void>((resolve) => this.waiters.push(resolve));
  }

  /** Ends all work at once. The clips wait in the store, for `add` or for the next visit. */
  async cancel(): Promise<void> {
    const interrupted = [...this.busy.values()];
    this.queue.clear();
    this.attempts.clear();
    this.endConverters();
    for (const clip of interrupted) await postponeConversion(clip);
    this.tellWaiters();
  }

  private get done(): boolean {
    return this.queue.size === 0 && this.busy.size === 0;
  }

  private next(): void {
    clearTimeout(this.idleTimer);
    const atWork = new Set(this.busy.values());
    for (const clip of this.queue) {
      if (this.busy.size === this.size) break;
      if (atWork.has(clip)) continue;
      this.queue.delete(clip);
      const converter = this.idle.pop() ?? this.startConverter();
      this.busy.set(converter, clip);
      void this.convert(converter, clip);
    }
    if (this.done) {
      this.tellWaiters();
      this.idleTimer = setTimeout(() => this.endConverters(), idleTime);
    }
  }

  /** Never rejects: what goes wrong is the clip's problem, in its record. */
  private async convert(converter: Converter, clip: string): Promise<void> {
    let crash: unknown = null;
    let begun = false;
    try {
      await converter.started;
      begun = true;
      await converter.convert(clip, (share) => this.onProgress(clip, share));
      this.attempts.delete(clip);
    } catch (error) {
      crash = error;
    }
    if (this.busy.get(converter) !== clip) return; // cancelled meanwhile
    if (crash !== null) {
      converter.end();
      // A failure that cannot be written down, without room for example, leaves a clip to be found on the next visit.
      await this.crashed(clip, crash, begun).catch(() => undefined);
    } else this.idle.push(converter);
    this.busy.delete(converter);
    this.next();
  }

  /** Queues a clip whose converter crashed once more; after the second time it has failed. */
  private async crashed(clip: string, crash: unknown, begun: boolean): Promise<void> {
    const attempts = (this.attempts.get(clip) ?? 0) + 1;
    this.attempts.set(clip, attempts);
    if (attempts < maxAttempts) {
      this.queue.add(clip);
      return;
    }
    this.attempts.delete(clip);
    const reason = crash instanceof Error ? crash.message : String(crash);
    if (!begun) await refuseConversion(clip, reason);
    else
      await failConversion(
        clip,
        `The converter broke down on this file, twice. Export the recording again, as WAV or MP3. (${reason})`
      );
  }

  private endConverters(): void {
    for (const converter of [...this.idle, ...this.busy.keys()]) converter.end();
    this.idle.length = 0;
    this.busy.clear();
  }

  private tellWaiters(): void {
    for (const resolve of this.waiters.splice(0)) resolve();
  }
}
