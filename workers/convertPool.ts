/** Converts clips in several workers at once. Runs on the page; only ids and progress cross. */
import wasmUrl from '@ffmpeg/core/wasm?url';
import { proxy, wrap, type Remote } from 'comlink';
import { DecoderCrashError, UnsupportedError } from '../src/errors';
import { failConversion, postponeConversion } from '../src/store/conversion';
import type { ConvertApi } from './convert.worker';

/** ms after which workers without work are ended: each holds FFmpeg's memory */
const idleTime = 10_000;
/** a clip is tried again once, in a fresh core */
const maxAttempts = 2;

export interface ConvertListeners {
  /** the share of a clip that is converted, 0..1 */
  onProgress?: (clip: string, share: number) => void;
  /** a clip began, is ready or has failed: read its record */
  onChange?: (clip: string) => void;
}

interface PoolWorker {
  worker: Worker;
  api: Remote<ConvertApi>;
  started: Promise<void>;
  /** rejects when the worker itself breaks */
  broken: Promise<never>;
}

/** A queue of clips and the workers that empty it. */
export class ConvertPool {
  private readonly queue: string[] = [];
  private readonly known = new Set<string>();
  private readonly attempts = new Map<string, number>();
  private readonly idle: PoolWorker[] = [];
  private readonly busy = new Map<PoolWorker, string>();
  private module: Promise<WebAssembly.Module> | null = null;
  private idleTimer: ReturnType<typeof setTimeout> | undefined;
  private waiters: (() => void)[] = [];

  constructor(
    private readonly listeners: ConvertListeners = {},
    /** workers at once */
    readonly size = Math.min(4, Math.max(1, navigator.hardwareConcurrency || 1))
  ) {}

  /** Converts these clips after those that already wait; a clip that is in the queue or at work is not taken twice. */
  add(clips: readonly string[]): void {
    for (const clip of clips) {
      if (this.known.has(clip)) continue;
      this.known.add(clip);
      this.queue.push(clip);
    }
    this.next();
  }

  /** Resolves when nothing waits and nothing is at work. */
  async finished(): Promise<void> {
    if (this.known.size > 0) await new Promise<void>((resolve) => this.waiters.push(resolve));
  }

  /** Ends all work at once. The clips wait in the store, for `add` or for the next visit. */
  async cancel(): Promise<void> {
    const interrupted = [...this.busy.values()];
    this.queue.length = 0;
    this.known.clear();
    this.endWorkers();
    for (const clip of interrupted) {
      await postponeConversion(clip);
      this.listeners.onChange?.(clip);
    }
    this.tellWaiters();
  }

  private next(): void {
    clearTimeout(this.idleTimer);
    while (this.queue.length > 0 && this.busy.size < this.size) {
      const worker = this.idle.pop() ?? this.startWorker();
      const clip = this.queue.shift()!;
      this.busy.set(worker, clip);
      void this.convert(worker, clip);
    }
    if (this.known.size === 0) {
      this.tellWaiters();
      this.idleTimer = setTimeout(() => this.endWorkers(), idleTime);
    }
  }

  /** Never rejects: what goes wrong is the clip's problem, in its record. */
  private async convert(worker: PoolWorker, clip: string): Promise<void> {
    let crash: unknown = null;
    try {
      await Promise.race([worker.started, worker.broken]);
      this.listeners.onChange?.(clip);
      const onProgress = proxy((share: number) => this.listeners.onProgress?.(clip, share));
      await Promise.race([worker.api.convert(clip, onProgress), worker.broken]);
    } catch (error) {
      crash = error;
    }
    if (this.busy.get(worker) !== clip) return; // cancelled meanwhile
    this.busy.delete(worker);
    if (crash === null) this.idle.push(worker);
    else worker.worker.terminate();
    if (crash === null || !(await this.again(clip, crash))) this.forget(clip);
    this.listeners.onChange?.(clip);
    this.next();
  }

  /** Queues a clip whose worker crashed once more; after the second time it has failed. */
  private async again(clip: string, crash: unknown): Promise<boolean> {
    const attempts = (this.attempts.get(clip) ?? 0) + 1;
    this.attempts.set(clip, attempts);
    if (attempts < maxAttempts) {
      this.queue.unshift(clip);
      return true;
    }
    const reason = crash instanceof Error ? crash.message : String(crash);
    await failConversion(
      clip,
      crash instanceof UnsupportedError
        ? reason
        : `The converter broke down on this file, twice. Export the recording again, as WAV or MP3. (${reason})`
    );
    return false;
  }

  private forget(clip: string): void {
    this.known.delete(clip);
    this.attempts.delete(clip);
  }

  private startWorker(): PoolWorker {
    const worker = new Worker(new URL('./convert.worker.ts', import.meta.url), { type: 'module' });
    const api = wrap<ConvertApi>(worker);
    const broken = new Promise<never>((_, reject) => {
      worker.addEventListener('error', (event) =>
        reject(new DecoderCrashError(event.message || 'The converter could not be started.'))
      );
    });
    broken.catch(() => undefined); // heard in `convert`, if anything is at work
    const started = this.compiled().then((module) => api.start(module));
    return { worker, api, started, broken };
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
    for (const { worker } of [...this.idle, ...this.busy.keys()]) worker.terminate();
    this.idle.length = 0;
    this.busy.clear();
    this.module = null;
  }

  private tellWaiters(): void {
    for (const resolve of this.waiters.splice(0)) resolve();
  }
}
