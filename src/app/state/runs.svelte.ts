import { SvelteMap } from 'svelte/reactivity';
import type { BackendChoice } from '../../model/backend';
import type { RunRecord, RunState } from '../../store/database';
import type { StartOptions } from '../api/training';
import { onChange } from '../changes';
import { ownvoice } from '../ownvoice';
import { doneShare } from '../trainingTime';
import { removals } from './removals.svelte';

/** Every training run, newest first, with what is known live about those that train. */
class Runs {
  #all = $state.raw<RunRecord[] | null>(null);
  #interrupted = $state.raw<ReadonlySet<string>>(new Set());
  /** the run that this page trains */
  #current = $state<string | null>(null);
  #backends = $state.raw<BackendChoice | null>(null);
  #measuring = $state(false);
  /** runs of other pages whose end is waited for */
  readonly #awaited = new Set<string>();
  /** the last record that a worker told of each run */
  readonly #told = new Map<string, RunRecord>();
  readonly #shares = new SvelteMap<string, number>();
  #visible = $derived(this.#all?.filter((run) => !removals.has(`run ${run.id}`)) ?? null);
  #active = $derived(this.#all?.find((run) => this.shownState(run) === 'training') ?? null);

  constructor() {
    onChange((change) => {
      if (change.of !== 'runs') return;
      if (change.record) this.#show(change.record);
      else void this.refresh();
    });
    void this.refresh();
  }

  /** null until they were read. */
  get all(): RunRecord[] | null {
    return this.#visible;
  }

  /** The run that trains now, in this tab or another, or null. */
  get active(): RunRecord | null {
    return this.#active;
  }

  /** Which backend this device trains on and why, or null until it was measured. */
  get backends(): BackendChoice | null {
    return this.#backends;
  }

  find(id: string): RunRecord | null {
    return this.#all?.find((run) => run.id === id) ?? null;
  }

  /** The state to show: a run that says `training` but that nobody trains was cut off. */
  shownState(run: RunRecord): RunState | 'interrupted' {
    if (run.id === this.#current) return 'training';
    return this.#interrupted.has(run.id) ? 'interrupted' : run.state;
  }

  /** True while another tab or window trains this run: only there it can be paused or ended. */
  isElsewhere(run: RunRecord): boolean {
    return run.id !== this.#current && this.shownState(run) === 'training';
  }

  /** True after `remove`, until it is deleted or brought back. */
  isRemoved(run: RunRecord): boolean {
    return removals.has(`run ${run.id}`);
  }

  /** How much of a run is over, from 0 to 1, or null before it began. It never goes back. */
  share(run: RunRecord): number | null {
    return this.#shares.get(run.id) ?? null;
  }

  start(options: StartOptions): Promise<string> {
    return ownvoice.training.start(options);
  }

  resume(id: string): Promise<void> {
    return ownvoice.training.resume(id);
  }

  pause(id: string): Promise<void> {
    return ownvoice.training.pause(id);
  }

  /** Ends a run early and makes a voice of its best checkpoint. */
  stop(id: string): Promise<void> {
    return ownvoice.training.stop(id);
  }

  /** Deletes a run, with a way back: one that trains here is paused meanwhile. */
  remove(run: RunRecord): void {
    if (run.id === this.#current) void ownvoice.training.pause(run.id);
    removals.postpone(`run ${run.id}`, `Deleted the run ${run.id}.`, () => ownvoice.training.cancel(run.id));
  }

  files(id: string): Promise<Blob> {
    return ownvoice.training.files(id);
  }

  /** True while the backends are being measured. */
  get measuring(): boolean {
    return this.#measuring;
  }

  /** Finds out what the backends of this device can do. @throws InvalidInputError while a run trains */
  async measure(): Promise<void> {
    if (this.#backends) return;
    this.#measuring = true;
    try {
      this.#backends = await ownvoice.training.backends();
    } finally {
      this.#measuring = false;
    }
  }

  async refresh(): Promise<void> {
    const toldBefore = new Map(this.#told);
    const read = await ownvoice.training.jobs();
    // What was told while the list was read is newer than what was read.
    const newest = read.map((run) => {
      const told = this.#told.get(run.id);
      return told && told !== toldBefore.get(run.id) ? told : run;
    });
    this.#interrupted = await ownvoice.training.interrupted();
    this.#current = ownvoice.training.current();
    this.#all = newest;
    for (const run of newest) {
      this.#measureShare(run);
      if (this.isElsewhere(run)) this.#awaitElsewhere(run.id);
    }
  }

  /** Another page trains this run, or did a moment ago, before a reload: looks again when it has let go. */
  #awaitElsewhere(id: string): void {
    if (this.#awaited.has(id)) return;
    this.#awaited.add(id);
    void ownvoice.training.released(id).then(() => {
      this.#awaited.delete(id);
      return this.refresh();
    });
  }

  /** What the worker tells while it trains, here or in another tab. */
  #show(record: RunRecord): void {
    this.#told.set(record.id, record);
    if (this.#interrupted.has(record.id))
      this.#interrupted = new Set([...this.#interrupted].filter((id) => id !== record.id));
    this.#all = this.#all?.map((other) => (other.id === record.id ? record : other)) ?? null;
    this.#current = ownvoice.training.current();
    this.#measureShare(record);
    if (this.isElsewhere(record)) this.#awaitElsewhere(record.id);
  }

  #measureShare(run: RunRecord): void {
    const { id } = run;
    const share = doneShare(run);
    if (share !== null) this.#shares.set(id, Math.max(share, this.#shares.get(id) ?? 0));
  }
}

export const runs = new Runs();
