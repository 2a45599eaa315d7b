import { getDataset } from '../../store/datasets';
import type { CheckName, Finding } from '../../store/records';
import type { DatasetHealth } from '../../dataset/checks/health';

/** Loaded when first asked for: most visits check nothing. */
const page = () => import('../checking');
const store = () => import('../../store/checks');
/** ms between two looks at checks that gave way to training or conversion */
const patience = 1000;

/** What was found in a clip, of this name, and nobody reviewed. */
export interface ClipFinding extends Finding {
  clip: string;
}

/** Waits until all clips of a dataset that are ready are checked. */
async function checked(dataset: string) {
  const { checkNow, judge } = await page();
  for (;;) {
    await checkNow();
    const judgement = await judge(dataset);
    if (judgement.health.unchecked === 0) return judgement;
    await new Promise((resolve) => setTimeout(resolve, patience));
  }
}

/**
 * What the checks find in the clips of a dataset, places in seconds; waits until they have run, also for the end of
 * a run that trains.
 * @throws NotFoundError if there is no such dataset
 */
async function checks(dataset: string): Promise<ClipFinding[]> {
  await getDataset(dataset);
  const { findings } = await checked(dataset);
  return [...findings].flatMap(([id, list]) =>
    list.map((finding) => ({ clip: id.slice(dataset.length + 1), ...finding }))
  );
}

/**
 * A dataset in one line, and in numbers: minutes, clips ready, sounds missing, what to do next. Waits as `checks` does.
 * @throws NotFoundError if there is no such dataset
 */
async function health(dataset: string): Promise<DatasetHealth> {
  await getDataset(dataset);
  return (await checked(dataset)).health;
}

/**
 * Notes that what a check found in a clip, by its id, is right as it is; `reviewed` false takes that back.
 * @throws NotFoundError
 */
async function review(clip: string, check: CheckName, reviewed = true): Promise<void> {
  await (await store()).setReviewed([clip], check, reviewed);
}

export const checking = { checks, health, review };
