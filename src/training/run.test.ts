import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test, vi } from 'vitest';
import { baseWeights, golden, goldenBatch, useWasm } from '../../tools/parity';
import { DivergedError, InvalidInputError, NothingToTrainError } from '../errors';
import type { ClipFeatures } from '../dataset/clipFeatures';
import { Layout } from '../model/parameters';
import { Random } from '../model/random';
import type { HistoryPoint, RunPhase, RunSettings } from '../store/records';
import { phonemesToIds } from '../text/phonemeIds';
import { type Checkpoint, readCheckpoint, writeCheckpoint } from './checkpoint';
import { voiceTensors } from './exportWeights';
import { trainVoice } from './run';
import type { Command, RunOutcome } from './runState';
import { type Take, TakeTimes, takenClip } from './takes';
import { Trainer } from './trainer';

const settings: RunSettings = {
  epochs: 4,
  batchSize: 3,
  learningRate: 1e-3,
  validation: 0.2,
  heldOut: null,
  earlyStopping: false,
  seed: 7,
  backend: 'wasm'
};

/** The golden clip six times, each with its mel a little louder than the last. */
function sixClips(): ClipFeatures[] {
  const { phonemes } = JSON.parse(golden.metadata.clips!)[1] as { phonemes: string };
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
  takes: Take[];
}

/** Trains until `commandAt` says otherwise after so many points, or in a phase. */
async function run(
  saved: Checkpoint | null,
  commandAt: (points: HistoryPoint[], phase: RunPhase) => Command,
  asked = settings
): Promise<Trace> {
  const points: HistoryPoint[] = [];
  const takes: Take[] = [];
  let checkpoint: Checkpoint | null = null;
  let phase: RunPhase = 'preparing';
  const outcome = await trainVoice(sixClips(), baseWeights, asked, 'wasm', saved, {
    progress(progress, point) {
      phase = progress.phase;
      if (point) points.push(point);
    },
    log: () => undefined,
    take: async (take) => void takes.push(take),
    checkpoint: async (state) => void (checkpoint = readCheckpoint(writeCheckpoint(state))),
    command: () => commandAt(points, phase)
  });
  return { outcome, points, checkpoint, takes };
}

const steps = (points: HistoryPoint[]) => points.filter(({ step }) => step > 0);

let whole: Trace;
beforeAll(async () => {
  await useWasm();
  whole = await run(null, () => 'go on');
}, 120_000);

test('a run trains, lowers the held-out loss and gives everything the export needs', () => {
  expect(steps(whole.points).map(({ step }) => step)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  const heldOut = whole.points.flatMap((point) => point.heldOut?.total ?? []);
  expect(heldOut).toHaveLength(5);
  expect(heldOut.at(-1)!).toBeLessThan(heldOut[0]!);
  if (whole.outcome.kind !== 'trained') throw new Error(whole.outcome.kind);
  const { voice } = whole.outcome;
  expect(voice.stopped).toBe(false);
  expect(voice.measures.heldOut.best!.total).toBe(Math.min(...heldOut));
  expect(voice.vocoder).toBe(baseWeights.vocoder);
  const tensors = voiceTensors(voice);
  for (const [name, length] of Object.entries({
    speaker: 256,
    'speaker_stats.voice': 162,
    variance: 80,
    pace: 1,
    range: 1
  }))
    expect(tensors.get(name)!.shape, name).toEqual([length]);
  expect(tensors.has('acoustic.speakers')).toBe(false);
});

test('the voice is measured against the recordings of the clip that was held out', () => {
  if (whole.outcome.kind !== 'trained') throw new Error(whole.outcome.kind);
  const { measures, fit } = whole.outcome.voice;
  expect(fit.pace).toBeGreaterThanOrEqual(0.8);
  expect(fit.pace).toBeLessThanOrEqual(1.25);
  expect(fit.range).toBeGreaterThanOrEqual(0.8);
  expect(fit.range).toBeLessThanOrEqual(1.4);
  const { clips, mel, recordings, voice } = measures.voice!;
  expect(clips).toBe(1);
  expect(mel).toBe(measures.heldOut.best!.mel);
  expect(recordings.frames).toBe(golden.floats('clip.f0_hz').length);
  expect(voice.frames / recordings.frames).toBeGreaterThan(0.5);
  expect(voice.frames / recordings.frames).toBeLessThan(2);
  expect(voice.movement!).toBeGreaterThan(0);
  for (const { periodicity } of [recordings, voice]) {
    expect(periodicity).toHaveLength(5);
    // Voiced speech is nearly periodic at the bottom, and less so at the top.
    expect(periodicity![0]).toBeGreaterThan(0.7);
    expect(periodicity![4]).toBeLessThan(periodicity![0]!);
  }
});

test('the sentence of the held-out clip is heard from the base and from the last epoch, drawn alike', () => {
  const first = whole.takes[0]!;
  const last = whole.takes.at(-1)!;
  expect([first.epoch, last.epoch]).toEqual([0, 4]);
  expect(new Set(whole.takes.map(({ clip }) => clip)).size).toBe(1);
  for (const { pcm, mel, recording } of [first, last]) {
    expect(recording).toHaveLength(mel.length);
    expect(mel).toHaveLength(golden.floats('clip.log_mel').length);
    expect(pcm.length % 256).toBe(0);
    expect(pcm.length / 22050).toBeGreaterThan(1);
    // Speech, neither silence nor noise at full scale.
    const loudness = Math.sqrt(pcm.reduce((sum, x) => sum + (x / 32767) ** 2, 0) / pcm.length);
    expect(loudness).toBeGreaterThan(0.01);
    expect(loudness).toBeLessThan(0.3);
  }
  // The spectrogram comes closer to the recording's.
  const recording = golden.floats('clip.log_mel');
  const away = ({ mel }: Take) =>
    mel.reduce((sum, byte, i) => sum + Math.abs(-11.5 + (14 * byte) / 255 - recording[i]!), 0) / mel.length;
  expect(away(last)).toBeLessThan(away(first));
  expect(away(last)).toBeLessThan(1);
});

test('takes after the first cost at most 3 % of training, whatever an epoch takes', () => {
  for (const epoch of [1, 10, 100]) {
    const times = new TakeTimes();
    times.made(0, 5);
    let spent = 0;
    for (let trained = epoch; trained <= 1000; trained += epoch)
      if (times.isDue(trained)) {
        spent += 0.7;
        times.made(trained, 0.7);
      }
    expect(spent).toBeLessThanOrEqual(0.7 + 30);
    expect(spent).toBeGreaterThan(0.7 * Math.min(1000 / epoch, 30) * 0.7);
  }
});

test('the sentence is of a held-out clip of about three seconds, or of any where none is held out', () => {
  const sample = (frames: number) => ({ utterance: { voiced: new Float32Array(frames) } }) as never;
  const [short, three, long] = [sample(90), sample(250), sample(900)];
  expect(takenClip([three], [short, long])).toBe(short);
  expect(takenClip([three], [long, three, short])).toBe(three);
  expect(takenClip([long, three], [])).toBe(three);
});

test.each([3, 4])(
  'a run paused after step %i goes on with exactly the losses of an uninterrupted one',
  async (last) => {
    const first = await run(null, (points) => (points.length > last ? 'pause' : 'go on'));
    expect(first.outcome.kind).toBe('paused');
    const second = await run(first.checkpoint, () => 'go on');
    expect([...first.points, ...second.points]).toEqual(whole.points);
  }
);

test('a run paused while it is measured comes to the same voice', async () => {
  const whileMeasured = (_: HistoryPoint[], phase: RunPhase) => (phase === 'measuring' ? 'pause' : 'go on');
  const first = await run(null, whileMeasured);
  expect(first.outcome.kind).toBe('paused');
  expect(first.points).toEqual(whole.points);
  const second = await run(first.checkpoint, () => 'go on');
  expect(second.points).toEqual([]);
  if (second.outcome.kind !== 'trained' || whole.outcome.kind !== 'trained') throw new Error();
  expect(second.outcome.voice.fit).toEqual(whole.outcome.voice.fit);
  expect(second.outcome.voice.measures.voice).toEqual(whole.outcome.voice.measures.voice);
});

test('a run ends early after three epochs that bring nothing, with the best of all, be it the base', async () => {
  // Steps this small change nothing that can be measured, or for the worse.
  const idle = { ...settings, epochs: 9, learningRate: 0, earlyStopping: true };
  const { outcome, points } = await run(null, () => 'go on', idle);
  if (outcome.kind !== 'trained') throw new Error(outcome.kind);
  expect(points.at(-1)!.epoch).toBe(3);
  expect(outcome.voice.measures.heldOut.bestEpoch).toBe(0);
  const layout = new Layout(baseWeights.acoustic);
  expect(layout.flatten(outcome.voice.acoustic)).toEqual(layout.flatten(baseWeights.acoustic));
});

test('a run whose clip was deleted meanwhile says which one, and more clips do not disturb it', async () => {
  const { checkpoint } = await run(null, () => 'pause');
  const hooks = {
    progress() {},
    log() {},
    take: async () => {},
    checkpoint: async () => {},
    command: () => 'cancel' as const
  };
  const resume = (clips: ClipFeatures[]) =>
    trainVoice(clips, baseWeights, settings, 'wasm', checkpoint, hooks);
  const [first, ...others] = sixClips() as [ClipFeatures, ...ClipFeatures[]];
  await expect(resume(others)).rejects.toThrow(/clip0, which is gone/);
  const more = [{ ...first, id: 'new' }, first, ...others];
  expect(await resume(more)).toEqual({ kind: 'cancelled' });
});

test('a run whose clip was deleted can still be ended with its best epoch', async () => {
  const { checkpoint } = await run(null, (points) => (points.length > 3 ? 'pause' : 'go on'));
  const hooks = {
    progress() {},
    log() {},
    take: async () => {},
    checkpoint: async () => {},
    command: () => 'stop' as const
  };
  const left = sixClips().filter(({ id }) => id !== checkpoint!.trainingIds[0]);
  const outcome = await trainVoice(left, baseWeights, settings, 'wasm', checkpoint, hooks);
  if (outcome.kind !== 'trained') throw new Error(outcome.kind);
  expect(outcome.voice.stopped).toBe(true);
  const layout = new Layout(baseWeights.acoustic);
  expect(layout.flatten(outcome.voice.acoustic)).toEqual(checkpoint!.trainer.best);
  expect(outcome.voice.units).toEqual(checkpoint!.units);
});

test('a run that diverges ends in words, without a checkpoint of what is no number', async () => {
  const checkpoints: Checkpoint[] = [];
  const hooks = {
    progress() {},
    log() {},
    take: async () => {},
    checkpoint: async (state: Checkpoint) => void checkpoints.push(state),
    command: () => 'go on' as const
  };
  const reckless = { ...settings, learningRate: 1e30 };
  const ends = trainVoice(sixClips(), baseWeights, reckless, 'wasm', null, hooks);
  await expect(ends).rejects.toThrow(DivergedError);
  await expect(ends).rejects.toThrow(/no longer a number, at a learning rate of 1e\+30/);
  expect(checkpoints).toEqual([]);
});

test('a stopped run keeps the best epoch so far', async () => {
  const { outcome, points } = await run(null, (seen) => (seen.at(-1)!.step >= 3 ? 'stop' : 'go on'));
  if (outcome.kind !== 'trained') throw new Error(outcome.kind);
  expect(outcome.voice.stopped).toBe(true);
  expect(steps(points)).toHaveLength(4);
  expect(outcome.voice.measures.heldOut.bestEpoch).toBe(2);
});

test('a cancelled run gives nothing', async () => {
  expect((await run(null, () => 'cancel')).outcome).toEqual({ kind: 'cancelled' });
});

test('holding out every clip is refused in words', async () => {
  const clips = sixClips();
  const all = { ...settings, heldOut: clips.map(({ id }) => id) };
  const hooks = {
    progress() {},
    log() {},
    take: async () => {},
    checkpoint: async () => {},
    command: () => 'go on' as const
  };
  await expect(trainVoice(clips, baseWeights, all, 'wasm', null, hooks)).rejects.toThrow(NothingToTrainError);
});

test('a name to hold out that no clip has is an error that says so', async () => {
  const asked = run(null, () => 'cancel', { ...settings, heldOut: ['clip1', 'clip_1', 'wavs/clip2.wav'] });
  await expect(asked).rejects.toThrow(InvalidInputError);
  await expect(asked).rejects.toThrow(/^clip_1, wavs\/clip2\.wav cannot be held out: among the 6 clips/);
});

test('no run leaves a tensor behind, and an epoch takes no more memory than its first step', async () => {
  const before = tf.memory().numTensors;
  const layout = new Layout(baseWeights.acoustic);
  const trainer = new Trainer(
    layout,
    [...goldenBatch(), ...goldenBatch()],
    goldenBatch(),
    { epochs: 2, batchSize: 2, learningRate: 5e-4, earlyStopping: false },
    Random.seeded(0),
    { weights: layout.flatten(baseWeights.acoustic) }
  );
  await trainer.trainStep();
  const { numTensors, numBytes } = tf.memory();
  const reads = vi.spyOn(tf.Tensor.prototype, 'data');
  await trainer.trainStep();
  // A graphics card is waited for once a step: for the alignment, and the losses of the step before.
  expect(reads).toHaveBeenCalledTimes(1);
  reads.mockRestore();
  while (!trainer.done) {
    await trainer.trainStep();
    if (trainer.atEpochEnd) await trainer.endEpoch();
    expect(tf.memory()).toMatchObject({ numTensors, numBytes });
  }
  trainer.dispose();
  expect(tf.memory().numTensors).toBe(before);
});
