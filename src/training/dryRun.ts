/** A few steps of training on this device, on clips of the dataset itself: what a run of these settings will cost. */
import * as tf from '@tensorflow/tfjs';
import { audioConfig, heldOutCount } from '../config';
import type { ClipFeatures } from '../dataset/clipFeatures';
import { prepareClips } from '../dataset/prepareClips';
import { watchDevice } from '../model/backend';
import { newSpeaker, type VoiceWeights } from '../model/baseVoice';
import { Layout } from '../model/parameters';
import { Random } from '../model/random';
import type { TensorFile } from '../model/safetensors';
import { getDataset } from '../store/datasets';
import type { ClipRecord, RunSettings } from '../store/records';
import { startBackend } from './deviceBackend';
import { onDevice } from './onDevice';
import { speakerStatistics, toUtterance } from './speaker';
import { framesAtOnce, Trainer } from './trainer';

/** Steps that are timed, after one that pays for starting up and whose memory is measured. */
const timedSteps = 2;

/** What was measured. */
export interface Trial {
  /** which backend computed, and why, in a sentence */
  backend: string;
  /** seconds of a step, and of an epoch without its validation, on clips as long as the dataset's are on average */
  stepSeconds: number;
  epochSeconds: number;
  /** in an epoch */
  steps: number;
  /** of speech that would be trained on */
  speechSeconds: number;
  /** the most that tensors took at once, while the dataset's longest clips were computed */
  bytes: number;
  /** kernels that a step launched */
  kernels: number;
}

/**
 * Tries a run of these settings.
 * @throws NotFoundError if there is no such dataset
 * @throws NothingToTrainError if no clip can be trained on
 * @throws DeviceLostError if the graphics card fails
 */
export async function dryRun(
  id: string,
  settings: RunSettings,
  loadBase: () => Promise<TensorFile>
): Promise<Trial> {
  const dataset = await getDataset(id);
  const { why } = await startBackend(settings.backend, []);
  return onDevice(watchDevice(), async () => {
    let all: ClipRecord[] = [];
    const { usable } = await prepareClips(
      dataset,
      () => Promise.resolve(true),
      (clips) => {
        all = clips.filter(({ state, transcript }) => state === 'ready' && transcript.trim() !== '');
        return longest(all, settings.batchSize);
      }
    );
    const heldOut = settings.heldOut?.length ?? heldOutCount(all.length, settings.validation);
    const trained = Math.max(1, all.length - heldOut);
    const mean = all.reduce((sum, clip) => sum + framesOf(clip), 0) / all.length;
    const { secondsPerFrame, bytes, kernels } = await tried(usable, newSpeaker(await loadBase()), settings);
    const epochSeconds = secondsPerFrame * mean * trained;
    const steps = Math.ceil(trained / settings.batchSize);
    const speechSeconds = (trained * mean * audioConfig.hopLength) / audioConfig.sampleRate;
    return {
      backend: why,
      stepSeconds: epochSeconds / steps,
      epochSeconds,
      steps,
      speechSeconds,
      bytes,
      kernels
    };
  });
}

const framesOf = ({ samples }: ClipRecord) => samples / audioConfig.hopLength;

/** The longest clips that are computed at once: those of a batch, but no more than a part of one. */
function longest(clips: ClipRecord[], batchSize: number): ClipRecord[] {
  const chosen: ClipRecord[] = [];
  let frames = 0;
  for (const clip of [...clips].sort((a, b) => b.samples - a.samples).slice(0, batchSize)) {
    frames += framesOf(clip);
    if (chosen.length > 0 && frames > framesAtOnce) break;
    chosen.push(clip);
  }
  return chosen;
}

/** Trains a few steps on these clips and forgets them. */
async function tried(clips: ClipFeatures[], base: VoiceWeights, settings: RunSettings) {
  const units = speakerStatistics(clips);
  const layout = new Layout(base.acoustic);
  const trainer = new Trainer(
    layout,
    clips.map((clip) => toUtterance(clip, units)),
    [],
    { ...settings, batchSize: clips.length, epochs: 1 + timedSteps },
    Random.seeded(settings.seed),
    { weights: layout.flatten(base.acoustic) }
  );
  const step = async () => {
    await trainer.trainStep();
    await trainer.lastLosses();
  };
  try {
    const { peakBytes, kernels } = await tf.profile(async () => {
      await step();
      return [];
    });
    const start = performance.now();
    for (let i = 0; i < timedSteps; i++) await step();
    const seconds = (performance.now() - start) / 1000 / timedSteps;
    const frames = clips.reduce((sum, { f0 }) => sum + f0.length, 0);
    return { secondsPerFrame: seconds / frames, bytes: peakBytes, kernels: kernels.length };
  } finally {
    trainer.dispose();
  }
}
