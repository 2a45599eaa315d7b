import { SvelteMap } from 'svelte/reactivity';
import type { BackendChoice } from '../../model/backend';
import type { RunRecord, RunState } from '../../store/records';
import { onChange, type Change } from '../../store/changes';
import { gathered } from '../gathered';
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
  /** runs whose end is waited for, here or in another page */
  readonly #awaited = new Set<string>();
  /** what was written while the list is read, which may be newer than what is read; null while it is not */
  #toldMeanwhile: Written[] | null = null;
  readonly #shares = new SvelteMap<string, number>();
  #visible = $derived(this.#all?.filter((run) => !removals.has(`run ${run.id}`)) ?? null);
  #active = $derived(this.#all?.find((run) => this.shownState(run) === 'training') ?? null);

  constructor() {
    onChange((change) => {
      if (change.of !== 'runs') return;
      if (change.written) this.#show(change.written);
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

  /** Deletes a run, with a way back: one that trains here is paused meanwhile. */
  remove(run: RunRecord): void {
    if (run.id === this.#current) void ownvoice.training.pause(run.id);
    removals.postpone(`run ${run.id}`, `Deleted the run ${run.id}.`, () => ownvoice.training.cancel(run.id));
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

  readonly refresh = gathered(async () => {
    const told: Written[] = (this.#toldMeanwhile = []);
    const read = await ownvoice.training.jobs();
    this.#interrupted = await ownvoice.training.interrupted();
    this.#current = ownvoice.training.current();
    this.#all = told.reduce<RunRecord[]>(withWritten, read);
    this.#toldMeanwhile = null;
    for (const run of this.#all) this.#follow(run);
  });

  /** What the worker wrote while it trains, here or in another tab. */
  #show(written: Written): void {
    this.#toldMeanwhile?.push(written);
    const { id } = written.run;
    if (this.#interrupted.has(id))
      this.#interrupted = new Set([...this.#interrupted].filter((other) => other !== id));
    this.#all = this.#all && withWritten(this.#all, written);
    this.#current = ownvoice.training.current();
    const run = this.find(id);
    if (run) this.#follow(run);
  }

  /** Looks again when the page that trains this run, or did a moment ago, before a reload, has let go of it. */
  #follow(run: RunRecord): void {
    const { id } = run;
    const share = doneShare(run);
    if (share !== null) this.#shares.set(id, Math.max(share, this.#shares.get(id) ?? 0));
    if (this.shownState(run) !== 'training' || this.#awaited.has(id)) return;
    this.#awaited.add(id);
    const { finished, released } = ownvoice.training;
    void (id === this.#current ? finished(id).catch(() => undefined) : released(id)).then(() => {
      this.#awaited.delete(id);
      return this.refresh();
    });
  }
}

type Written = NonNullable<Extract<Change, { of: 'runs' }>['written']>;

/** The runs, with one as it was just written. */
function withWritten(runs: RunRecord[], { run }: Written): RunRecord[] {
  return runs.map((other) => (other.id === run.id ? run : other));
}

export const runs = new Runs();
