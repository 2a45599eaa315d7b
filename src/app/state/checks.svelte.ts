import { onChange } from '../../store/changes';
import type { CheckName, Finding } from '../../store/records';
import type { DatasetHealth } from '../../dataset/checks/health';
import type { CheckProgress } from '../../dataset/checks/backgroundChecks';
import { checkNow, judge, onChecking } from '../checking';
import { gathered } from '../gathered';
import { messageOf } from '../messageOf';
import { ownvoice } from '../ownvoice';
import { repairs } from './repairs.svelte';

/** ms between two readings while clips are checked one after another */
const pace = 1000;

/** What the checks found in one dataset so far, and where they stand. */
export class DatasetChecks {
  readonly id: string;
  /** by clip id */
  #findings = $state.raw<Readonly<Record<string, readonly Finding[]>>>({});
  #health = $state.raw<DatasetHealth | null>(null);
  #progress = $state.raw<CheckProgress | null>(null);
  #problem = $state('');
  #closed = false;
  #dispose: (() => void)[];

  constructor(id: string) {
    this.id = id;
    this.#dispose = [
      onChange((change) => {
        const ours = change.of === 'datasets' || ('dataset' in change && change.dataset === id);
        if (ours) void this.refresh();
      }),
      onChecking(({ progress, problem }) => {
        this.#progress = progress?.dataset === id ? progress : null;
        this.#problem = problem === null ? '' : messageOf(problem);
      })
    ];
    void this.refresh();
  }

  /** null until it was read. */
  get health(): DatasetHealth | null {
    return this.#health;
  }

  /** Set while clips of this dataset are checked. */
  get progress(): CheckProgress | null {
    return this.#progress;
  }

  /** Why the checks could not run, or empty. */
  get problem(): string {
    return this.#problem;
  }

  /** How many clips have findings. */
  get toCheck(): number {
    return this.#health?.toCheck ?? 0;
  }

  /** What was found in a clip and not reviewed. */
  of(clip: string): readonly Finding[] {
    return this.#findings[clip] ?? [];
  }

  /** Marks a finding as right, with Undo. `name` is how the person calls the clip. */
  review(clip: string, name: string, check: CheckName): Promise<boolean> {
    return repairs.act(`${name}: looks right.`, async () => {
      await ownvoice.datasets.review(clip, check);
      // At once: the next reading waits while a clip is checked.
      const left = this.of(clip).filter((finding) => finding.check !== check);
      this.#findings = { ...this.#findings, [clip]: left };
      return () => ownvoice.datasets.review(clip, check, false);
    });
  }

  async tryAgain(): Promise<void> {
    // What goes wrong again is told by onChecking.
    await checkNow().catch(() => undefined);
  }

  readonly refresh = gathered(async () => {
    if (this.#closed) return;
    try {
      const { findings, health } = await judge(this.id);
      this.#findings = Object.fromEntries(findings);
      this.#health = health;
    } catch (error) {
      // A dataset that is deleted meanwhile has a screen that says so.
      if (!(error instanceof Error) || error.name !== 'NotFoundError') this.#problem = messageOf(error);
    }
    if (this.#progress) await new Promise((resolve) => setTimeout(resolve, pace));
  });

  close(): void {
    this.#closed = true;
    for (const dispose of this.#dispose) dispose();
  }
}
