import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { baseWeights, golden, goldenBatch, useWasm } from '../../tools/parity';
import { NothingToTrainError } from '../errors';
import { Layout } from '../model/parameters';
import { Random } from '../model/random';
import type { HistoryPoint, RunSettings } from '../store/database';
import { phonemesToIds } from '../text/phonemeIds';
import { AcousticTrainer } from './acousticTrainer';
import { type Checkpoint, readCheckpoint, writeCheckpoint } from './checkpoint';
import { voiceTensors } from './exportWeights';
import { trainVoice } from './run';
import type { Command, RunOutcome } from './runState';
import type { ClipFeatures } from './speaker';

const settings: RunSettings = {
  epochs: 4,
  batchSize: 3,
  learningRate: 1e-3,
  validation: 0.2,
  heldOut: null,
  seed: 7,
  backend: 'wasm'
};

/** The golden clip six times, each with its mel a little louder than the last. */
function sixClips(): ClipFeatures[] {
  const { phonemes } = JSON.parse(golden.metadata.clips)[1] as { phonemes: string };
  const wave = Int16Array.from(golden.get('prepare.output').data);
  return Array.from({ length: 6 }, (_, i) => ({
    id: `clip${i}`,
    ids: phonemesToIds(phonemes),
    wave,
    logMel: golden.floats('clip.log_mel').map((x) => x + 0.05 * i),
    f0: golden.floats('clip.f0_hz')
  }));
}

interface Trace {
  outcome: RunOutcome;
  points: HistoryPoint[];
  checkpoint: Checkpoint | null;
}

/** Trains until `commandAt` says otherwise after so many points. */
async function run(saved: Checkpoint | null, commandAt: (points: HistoryPoint[]) => Command): Promise<Trace> {
  const points: HistoryPoint[] = [];
  let checkpoint: Checkpoint | null = null;
  const outcome = await trainVoice(sixClips(), baseWeights, settings, 'wasm', saved, {
    progress: (_, point) => void (point && points.push(point)),
    log: () => undefined,
    checkpoint: async (state) => void (checkpoint = readCheckpoint(writeCheckpoint(state))),
    command: () => commandAt(points)
  });
  return { outcome, points, checkpoint };
}

const steps = (points: HistoryPoint[], phase: HistoryPoint['phase']) =>
  points.filter((point) => point.phase === phase && point.step > 0);

let whole: Trace;
beforeAll(async () => {
  await useWasm();
  whole = await run(null, () => 'go on');
}, 120_000);

test('a run trains both networks, lowers the held-out loss and gives everything the export needs', () => {
  expect(steps(whole.points, 'acoustic model')).toHaveLength(8);
  const heldOut = whole.points.flatMap((point) => point.heldOut?.total ?? []);
  expect(heldOut).toHaveLength(5);
  expect(heldOut.at(-1)!).toBeLessThan(heldOut[0]);
  if (whole.outcome.kind !== 'trained') throw new Error(whole.outcome.kind);
  const { voice } = whole.outcome;
  expect(voice.stopped).toBe(false);
  expect(voice.measures.heldOut.best!.total).toBe(Math.min(...heldOut.slice(1)));
  expect(voice.measures.vocoder.after!.forcedStoi).toBeGreaterThan(0.3);
  const tensors = voiceTensors(voice);
  expect(tensors.get('speaker')!.shape).toEqual([256]);
  expect(tensors.get('speaker_stats.voice')!.shape).toEqual([162]);
  expect(tensors.get('variance')!.shape).toEqual([80]);
  expect(tensors.has('acoustic.speakers')).toBe(false);
});

test('a run paused in the acoustic model goes on with exactly the losses of an uninterrupted one', async () => {
  const first = await run(null, (points) => (points.at(-1)!.step >= 3 ? 'pause' : 'go on'));
  expect(first.outcome.kind).toBe('paused');
  const second = await run(first.checkpoint, () => 'go on');
  expect([...first.points, ...second.points]).toEqual(whole.points);
});

test('a run paused in the vocoder goes on with exactly the losses of an uninterrupted one', async () => {
  const first = await run(null, (points) => (points.at(-1)!.phase === 'vocoder' ? 'pause' : 'go on'));
  expect(first.outcome.kind).toBe('paused');
  expect(first.checkpoint!.acoustic).toBeNull();
  const second = await run(first.checkpoint, () => 'go on');
  expect([...first.points, ...second.points]).toEqual(whole.points);
});

test('a run whose clip was deleted meanwhile says which one, and more clips do not disturb it', async () => {
  const { checkpoint } = await run(null, () => 'pause');
  const hooks = { progress() {}, log() {}, checkpoint: async () => {}, command: () => 'cancel' as const };
  const resume = (clips: ClipFeatures[]) =>
    trainVoice(clips, baseWeights, settings, 'wasm', checkpoint, hooks);
  const [first, ...others] = sixClips();
  await expect(resume(others)).rejects.toThrow(/clip0, which is gone/);
  const more = [{ ...first, id: 'new' }, first, ...others];
  expect(await resume(more)).toEqual({ kind: 'cancelled' });
});

test('a stopped run keeps the best epoch so far', async () => {
  const { outcome, points } = await run(null, (seen) => (seen.at(-1)!.step >= 4 ? 'stop' : 'go on'));
  if (outcome.kind !== 'trained') throw new Error(outcome.kind);
  expect(outcome.voice.stopped).toBe(true);
  expect(steps(points, 'acoustic model')).toHaveLength(4);
  expect(outcome.voice.measures.heldOut.bestEpoch).toBe(2);
});

test('a cancelled run gives nothing', async () => {
  expect((await run(null, () => 'cancel')).outcome).toEqual({ kind: 'cancelled' });
});

test('holding out every clip is refused in words', async () => {
  const clips = sixClips();
  const all = { ...settings, heldOut: clips.map(({ id }) => id) };
  const hooks = { progress() {}, log() {}, checkpoint: async () => {}, command: () => 'go on' as const };
  await expect(trainVoice(clips, baseWeights, all, 'wasm', null, hooks)).rejects.toThrow(NothingToTrainError);
});

test('no run leaves a tensor behind, and an epoch takes no more memory than its first step', async () => {
  const before = tf.memory().numTensors;
  const layout = new Layout(baseWeights.acoustic);
  const trainer = new AcousticTrainer(
    layout,
    [...goldenBatch(), ...goldenBatch()],
    goldenBatch(),
    { epochs: 2, batchSize: 2, learningRate: 5e-4 },
    Random.seeded(0),
    { weights: layout.flatten(baseWeights.acoustic) }
  );
  await trainer.trainStep();
  const { numTensors, numBytes } = tf.memory();
  while (!trainer.done) {
    await trainer.trainStep();
    if (trainer.atEpochEnd) await trainer.endEpoch();
    expect(tf.memory()).toMatchObject({ numTensors, numBytes });
  }
  trainer.dispose();
  expect(tf.memory().numTensors).toBe(before);
});
