import type { RunRecord, RunState } from '../../store/database';
import type { BackendChoice } from '../../model/backend';
import type { StartOptions } from '../api/training';
import { onChange } from '../changes';
import { ownvoice } from '../ownvoice';
import { removals } from './removals.svelte';

/** Rough shares of a whole run by phase, for one bar over all of it. */
const phaseStart = {
  preparing: 0,
  aligning: 0.06,
  'acoustic model': 0.08,
  vocoder: 0.62,
  exporting: 0.93,
  checking: 0.96
} as const;
const phaseEnd = {
  preparing: 0.06,
  aligning: 0.08,
  'acoustic model': 0.62,
  vocoder: 0.93,
  exporting: 0.96,
  checking: 1
} as const;

/** Every training run, newest first, with what is known live about those that train. */
class Runs {
  #all = $state.raw<RunRecord[] | null>(null);
  #interrupted = $state.raw<ReadonlySet<string>>(new Set());
  /** the run that this page trains */
  #current = $state<string | null>(null);
  #backends = $state.raw<BackendChoice | null>(null);
  /** runs of other pages whose end is waited for */
  readonly #awaited = new Set<string>();
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

  /** How much of a run is done, from 0 to 1, or null before it began. */
  share(run: RunRecord): number | null {
    const { progress } = run;
    if (!progress) return null;
    const from = phaseStart[progress.phase];
    const within = progress.steps > 0 ? Math.min(1, progress.step / progress.steps) : 0;
    return from + (phaseEnd[progress.phase] - from) * within;
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

  remove(run: RunRecord): void {
    removals.postpone(`run ${run.id}`, `Deleted the run ${run.id}.`, () => ownvoice.training.cancel(run.id));
  }

  files(id: string): Promise<Blob> {
    return ownvoice.training.files(id);
  }

  async measure(): Promise<void> {
    this.#backends ??= await ownvoice.training.backends();
  }

  async refresh(): Promise<void> {
    this.#all = await ownvoice.training.jobs();
    this.#current = ownvoice.training.current();
    this.#interrupted = await ownvoice.training.interrupted();
    for (const { id, state } of this.#all)
      if (state === 'training' && id !== this.#current && !this.#interrupted.has(id))
        this.#awaitElsewhere(id);
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

  /** What the worker tells while it trains. */
  #show(record: RunRecord): void {
    this.#all = this.#all?.map((other) => (other.id === record.id ? record : other)) ?? null;
    this.#current = ownvoice.training.current();
  }
}

export const runs = new Runs();
