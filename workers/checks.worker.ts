/** Checks clips in the background, and tells what is known of them. TF.js and the base voice are loaded when needed. */
import { checkDatasets, judgeDataset, type CheckProgress } from '../src/dataset/checks/backgroundChecks';
import type { ClipChecker } from '../src/dataset/checks/checkClip';
import { runLockPrefix } from '../src/store/runs';
import { loadBase } from './loadBase';
import { serve } from './serve';

let checker: Promise<ClipChecker> | null = null;

async function load(): Promise<ClipChecker> {
  const [{ ClipChecker }, { TextFit }, { newSpeaker }, { useBackend }] = await Promise.all([
    import('../src/dataset/checks/checkClip'),
    import('../src/dataset/checks/textFit'),
    import('../src/model/baseVoice'),
    import('../src/model/backend')
  ]);
  await useBackend('wasm');
  return new ClipChecker(new TextFit(newSpeaker(await loadBase()).acoustic));
}

function loadOnce(): Promise<ClipChecker> {
  checker ??= load().catch((error: unknown) => {
    checker = null;
    throw error;
  });
  return checker;
}

async function isTraining(): Promise<boolean> {
  const { held = [] } = await navigator.locks.query();
  return held.some(({ name }) => name?.startsWith(runLockPrefix));
}

const api = {
  /** Checks all there is to check, in one tab at a time. False if it gave way to something else before the end. */
  async check(onProgress: (progress: CheckProgress) => void): Promise<boolean> {
    return navigator.locks.request('ownvoice-checks', () => checkDatasets(loadOnce, isTraining, onProgress));
  },
  judge: judgeDataset
};

export type ChecksApi = typeof api;
serve(api);
