/** The page's checks of clips: they begin by themselves a moment after something changed, and give way to all else. */
import { proxy, type Remote } from 'comlink';
import { onChange } from '../store/changes';
import { listDatasets } from '../store/datasets';
import type { CheckProgress } from '../dataset/checks/backgroundChecks';
import type { Judgement } from '../dataset/checks/judgeClips';
import type { ChecksApi } from '../../workers/checks.worker';
import type { StartedWorker } from '../../workers/startWorker';
import { startChecker } from './workers';

/** ms after the last change, after which clips are checked: a list or a folder brings many changes */
const soon = 1500;
/** ms after which it is tried again what gave way to training or conversion */
const later = 5000;
/** ms without work after which the worker is ended, with the base voice that it holds */
const idleTime = 20_000;

let worker: StartedWorker<ChecksApi> | null = null;
let uses = 0;
let idle: ReturnType<typeof setTimeout> | undefined;
let waking: ReturnType<typeof setTimeout> | undefined;
let running: Promise<void> | null = null;
let again = false;

/** What the checks are at, or why they stopped. */
export type CheckState = { progress: CheckProgress | null; problem: unknown };
let state: CheckState = { progress: null, problem: null };
const listeners = new Set<(state: CheckState) => void>();

/** Calls back with what the checks are at, now and until the returned function is called. */
export function onChecking(listener: (state: CheckState) => void): () => void {
  listener(state);
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function tell(now: CheckState): void {
  state = now;
  for (const listener of listeners) listener(now);
}

/** Checks what there is to check, and from then on what becomes new or changes. */
export function startChecking(): void {
  onChange(({ of }) => {
    if (of === 'clips' || of === 'datasets') wake(soon);
  });
  wake(soon);
}

function wake(delay: number): void {
  clearTimeout(waking);
  // What goes wrong is told to the listeners.
  waking = setTimeout(() => void checkNow().catch(() => undefined), delay);
}

/**
 * Checks all clips that are new or changed; resolves when that is done, or gave way to training or conversion.
 * @throws what broke the checks
 */
export function checkNow(): Promise<void> {
  again = true;
  return (running ??= run().finally(() => (running = null)));
}

async function run(): Promise<void> {
  try {
    while (again) {
      again = false;
      if ((await listDatasets()).every(({ ready }) => ready === 0)) continue;
      const onProgress = proxy((progress: CheckProgress) => tell({ progress, problem: null }));
      if (!(await withChecker((api) => api.check(onProgress)))) wake(later);
    }
    tell({ progress: null, problem: null });
  } catch (problem) {
    tell({ progress: null, problem });
    throw problem;
  }
}

/** What is known by now of a dataset's clips. @throws NotFoundError if there is no such dataset */
export function judge(dataset: string): Promise<Judgement> {
  return withChecker((api) => api.judge(dataset));
}

async function withChecker<Result>(use: (api: Remote<ChecksApi>) => Promise<Result>): Promise<Result> {
  clearTimeout(idle);
  const current = (worker ??= startChecker());
  void current.over.then(() => {
    if (worker === current) worker = null;
  });
  uses++;
  try {
    return await current.use(use);
  } finally {
    if (--uses === 0) idle = setTimeout(() => current.end(), idleTime);
  }
}
