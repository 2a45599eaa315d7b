/** Converts clips in several workers at once. Runs on the page; only ids and progress cross. */
import wasmUrl from '@ffmpeg/core/wasm?url';
import { proxy } from 'comlink';
import { UnsupportedError } from '../src/errors';
import { failConversion, postponeConversion, refuseConversion } from '../src/store/conversion';
import type { ConvertApi } from './convert.worker';
import { startWorker, type StartedWorker } from './startWorker';

/** ms after which workers without work are ended: each holds FFmpeg's memory */
const idleTime = 10_000;
/** a clip is tried again once, in a fresh core */
const maxAttempts = 2;

interface PoolWorker extends StartedWorker<ConvertApi> {
  started: Promise<void>;
}

/** A queue of clips and the workers that empty it. */
export class ConvertPool {
  /** in the order in which they are taken; one at work is here too if it got another file meanwhile */
  private readonly queue = new Set<string>();
  private readonly attempts = new Map<string, number>();
  private readonly idle: PoolWorker[] = [];
  private readonly busy = new Map<PoolWorker, string>();
  private module: Promise<WebAssembly.Module> | null = null;
  private idleTimer: ReturnType<typeof setTimeout> | undefined;
  private waiters: (() => void)[] = [];

  constructor(
    /** told the share of a clip that is converted, 0..1 */
    private readonly onProgress: (clip: string, share: number) => void = () => undefined,
    /** workers at once */
    readonly size = Math.min(4, Math.max(1, navigator.hardwareConcurrency || 1))
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
    this.endWorkers();
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
      const worker = this.idle.pop() ?? this.startWorker();
      this.busy.set(worker, clip);
      void this.convert(worker, clip);
    }
    if (this.done) {
      this.tellWaiters();
      this.idleTimer = setTimeout(() => this.endWorkers(), idleTime);
    }
  }

  /** Never rejects: what goes wrong is the clip's problem, in its record. */
  private async convert(worker: PoolWorker, clip: string): Promise<void> {
    let crash: unknown = null;
    let begun = false;
    try {
      await worker.started;
      begun = true;
      const onProgress = proxy((share: number) => this.onProgress(clip, share));
      await worker.use((api) => api.convert(clip, onProgress));
      this.attempts.delete(clip);
    } catch (error) {
      crash = error;
    }
    if (this.busy.get(worker) !== clip) return; // cancelled meanwhile
    if (crash !== null) {
      worker.end();
      // A failure that cannot be written down, without room for example, leaves a clip to be found on the next visit.
      await this.crashed(clip, crash, begun).catch(() => undefined);
    } else this.idle.push(worker);
    this.busy.delete(worker);
    this.next();
  }

  /** Queues a clip whose worker crashed once more; after the second time it has failed. */
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

  private startWorker(): PoolWorker {
    const worker = startWorker<ConvertApi>(
      new Worker(new URL('./convert.worker.ts', import.meta.url), { type: 'module' })
    );
    const started = this.compiled().then((module) => worker.use((api) => api.start(module)));
    started.catch(() => undefined); // heard in `convert`
    return { ...worker, started };
  }

  /** FFmpeg's core, compiled once for all workers. */
  private compiled(): Promise<WebAssembly.Module> {
    this.module ??= WebAssembly.compileStreaming(fetch(wasmUrl)).catch((error: unknown) => {
      this.module = null;
      throw new UnsupportedError(
        `The converter could not be loaded (${error instanceof Error ? error.message : String(error)}). Check the connection, then press Retry.`
      );
    });
    return this.module;
  }

  private endWorkers(): void {
    for (const worker of [...this.idle, ...this.busy.keys()]) worker.end();
    this.idle.length = 0;
    this.busy.clear();
    this.module = null;
  }

  private tellWaiters(): void {
    for (const resolve of this.waiters.splice(0)) resolve();
  }
}
