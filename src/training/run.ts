/**
 * A run, from top to bottom: the acoustic model epoch by epoch, then the vocoder, then what is needed to speak.
 * Pure of storage and workers: whoever calls keeps the checkpoints and passes commands in. docs/MODEL.md, "A run".
 */
import * as tf from '@tensorflow/tfjs-core';
import { continuousLogF0 } from '../audio/f0';
import { audioConfig } from '../config';
import { InvalidInputError, NothingToTrainError } from '../errors';
import type { LossValues } from '../model/acousticStep';
import type { Utterance } from '../model/acousticBatch';
import type { VoiceWeights } from '../model/baseVoice';
import { Layout } from '../model/parameters';
import { Random } from '../model/random';
import type { SpeakerUnits } from '../model/synthesis';
import { VocoderBasis } from '../model/vocoder';
import type { HistoryPoint, RunPhase, RunSettings } from '../store/database';
import { AcousticTrainer, type SavedAcoustic } from './acousticTrainer';
import type { AcousticResult, Checkpoint, SavedVocoder } from './checkpoint';
import { forcedMel, varianceRatio } from './forced';
import { firstAndLast, type Measures, measureResynthesis } from './measures';
import { Pace } from './pace';
import { breathe, type Interruption, loop, type RunHooks, type RunOutcome, type RunState } from './runState';
import { type ClipFeatures, speakerStatistics, toUtterance } from './speaker';
import { type VocoderClip, vocoderSteps, VocoderTrainer } from './vocoderTrainer';

/**
 * Trains a voice, or goes on from a checkpoint. With one seed and backend the result is the same, interrupted or not.
 * @throws NothingToTrainError if no clip is left to train on
 * @throws InvalidInputError if a clip of an interrupted run is gone
 */
export async function trainVoice(
  clips: ClipFeatures[],
  base: VoiceWeights,
  settings: RunSettings,
  backend: string,
  saved: Checkpoint | null,
  hooks: RunHooks
): Promise<RunOutcome> {
  const random = saved ? Random.restored(saved.random) : Random.seeded(settings.seed);
  const heldOutIds = saved?.heldOutIds ?? chooseHeldOut(clips, settings, random);
  const trainingIds =
    saved?.trainingIds ?? clips.map(({ id }) => id).filter((id) => !heldOutIds.includes(id));
  const heldOut = pick(clips, heldOutIds);
  const training = pick(clips, trainingIds);
  if (!training.length)
    throw new NothingToTrainError(
      `Of ${clips.length} usable clips ${heldOut.length} are held out: none is left to train on. Add clips with transcripts, or hold out fewer.`
    );
  const frames = training.reduce((sum, { f0 }) => sum + f0.length, 0);
  const steps = settings.epochs * Math.ceil(training.length / settings.batchSize);
  const run: RunState = {
    settings,
    hooks,
    random,
    pace: new Pace(saved?.seconds ?? {}, steps, vocoderSteps(settings.epochs, frames)),
    history: saved?.heldOut ?? { base: null, epochs: [] },
    units: speakerStatistics([...training, ...heldOut]),
    training,
    heldOut,
    stopped: false,
    lastSave: performance.now()
  };
  const acoustic = saved?.result ?? (await trainAcoustic(run, base, saved?.acoustic ?? null));
  if (typeof acoustic === 'string') return { kind: acoustic };
  const vocoder = await trainVocoder(run, base, acoustic, saved?.vocoder ?? null);
  if (typeof vocoder === 'string') return { kind: vocoder };
  const { weights, variance, measures } = vocoder;
  return {
    kind: 'trained',
    voice: {
      acoustic: new Layout(base.acoustic).unflatten(acoustic.weights),
      vocoder: new Layout(base.vocoder).unflatten(weights),
      units: run.units,
      variance,
      measures: {
        clips: {
          training: training.length,
          heldOut: heldOut.length,
          minutes: (frames * audioConfig.hopLength) / audioConfig.sampleRate / 60
        },
        backend,
        seconds: run.pace.seconds,
        heldOut: { ...run.history, best: acoustic.losses, bestEpoch: acoustic.epoch },
        vocoder: measures
      },
      stopped: run.stopped
    }
  };
}

/** The first half: the acoustic model, validated after each epoch; the best epoch's weights. */
async function trainAcoustic(
  run: RunState,
  base: VoiceWeights,
  saved: SavedAcoustic | null
): Promise<AcousticResult | Interruption> {
  const { settings, hooks, pace, history, units } = run;
  const layout = new Layout(base.acoustic);
  const trainer = new AcousticTrainer(
    layout,
    run.training.map((clip) => toUtterance(clip, units)),
    run.heldOut.map((clip) => toUtterance(clip, units)),
    settings,
    run.random,
    saved ? { saved } : { weights: layout.flatten(base.acoustic) }
  );
  const report = (phase: RunPhase, point: HistoryPoint | null) => {
    const { epoch, step, steps } = trainer;
    hooks.progress(
      { phase, epoch, epochs: settings.epochs, step, steps, ...pace.estimate(phase, step) },
      point
    );
  };
  if (!saved) {
    hooks.log(
      `${run.training.length} clips to train on, ${run.heldOut.length} held out; ${trainer.steps} steps`
    );
    report('aligning', null);
    history.base = await pace.time('validation', () => trainer.validate());
    if (history.base) {
      hooks.log(`base: ${describe(history.base)}`);
      report('acoustic model', heldOutPoint(0, 0, history.base.total, history.base));
    }
  }
  const step = async () => {
    const { total } = await pace.time('acoustic model', () => trainer.trainStep());
    const losses = trainer.atEpochEnd ? await pace.time('validation', () => trainer.endEpoch()) : null;
    if (losses) {
      history.epochs.push(losses);
      hooks.log(`epoch ${trainer.epoch}: ${describe(losses)}`);
    }
    const point = heldOutPoint(trainer.epoch, trainer.step, total, losses);
    report('acoustic model', point);
  };
  const end = await loop(
    run,
    () => trainer.done,
    step,
    async () => ({ acoustic: await trainer.save(), result: null, vocoder: null })
  );
  const weights = await trainer.bestWeights();
  const { losses, epoch } = trainer.best;
  trainer.dispose();
  if (end !== 'done') return end;
  if (losses) hooks.log(`best epoch ${epoch}: ${describe(losses)}`);
  return { weights, losses, epoch };
}

/** The second half: the vocoder, half of the time on the best acoustic model's own frames; and the measures. */
async function trainVocoder(
  run: RunState,
  base: VoiceWeights,
  acoustic: AcousticResult,
  saved: SavedVocoder | null
): Promise<
  | { weights: Float32Array<ArrayBuffer>; variance: Float32Array<ArrayBuffer>; measures: Measures['vocoder'] }
  | Interruption
> {
  const { settings, hooks, pace, units } = run;
  const layout = new Layout(base.vocoder);
  const baseWeights = layout.flatten(base.vocoder);
  const own = await ownFrames(run, base, acoustic);
  const basis = new VocoderBasis();
  const trainer = new VocoderTrainer(
    layout,
    toVocoderClips(run.training, own.training, units),
    settings.epochs,
    run.random,
    basis,
    saved ? { saved } : { weights: baseWeights }
  );
  const losses = saved?.losses ?? [];
  const step = async () => {
    const loss = await pace.time('vocoder', () => trainer.trainStep());
    losses.push(loss);
    const { step, steps } = trainer;
    hooks.progress(
      {
        phase: 'vocoder',
        epoch: settings.epochs,
        epochs: settings.epochs,
        step,
        steps,
        ...pace.estimate('vocoder', step)
      },
      { phase: 'vocoder', epoch: settings.epochs, step, loss }
    );
  };
  const end = await loop(
    run,
    () => trainer.done,
    step,
    async () => ({ acoustic: null, result: acoustic, vocoder: { ...(await trainer.save()), losses } })
  );
  const weights = await trainer.weights();
  trainer.dispose();
  try {
    if (end !== 'done') return end;
    const loss = losses.length ? firstAndLast(losses) : null;
    if (loss)
      hooks.log(`vocoder: ${losses.length} steps, loss ${loss.first.toFixed(3)} -> ${loss.last.toFixed(3)}`);
    const heldOut = toVocoderClips(run.heldOut, own.heldOut, units);
    const measure = async (vector: Float32Array) => {
      const parameters = layout.upload(vector);
      const result = await pace.time('measuring', () =>
        measureResynthesis({ layout, parameters }, heldOut, basis)
      );
      tf.dispose(parameters);
      return result;
    };
    const measures = {
      steps: losses.length,
      loss,
      before: await measure(baseWeights),
      after: await measure(weights)
    };
    return { weights, variance: own.variance, measures };
  } finally {
    basis.dispose();
  }
}

/** The acoustic model's own normalised mel of every clip, and the variance that it lacks. */
async function ownFrames(run: RunState, base: VoiceWeights, acoustic: AcousticResult) {
  const layout = new Layout(base.acoustic);
  const parameters = layout.upload(acoustic.weights);
  const of = async (clips: Utterance[]) => {
    const mels: Float32Array[] = [];
    for (const clip of clips) {
      mels.push(await run.pace.time('own frames', () => forcedMel({ layout, parameters }, clip)));
      await breathe();
    }
    return mels;
  };
  const training = run.training.map((clip) => toUtterance(clip, run.units));
  const trainingMels = await of(training);
  const heldOut = await of(run.heldOut.map((clip) => toUtterance(clip, run.units)));
  tf.dispose(parameters);
  return { training: trainingMels, heldOut, variance: varianceRatio(training, trainingMels) };
}

/** The clips of these ids, in their order. */
function pick(clips: ClipFeatures[], ids: string[]): ClipFeatures[] {
  const byId = new Map(clips.map((clip) => [clip.id, clip]));
  return ids.map((id) => {
    const clip = byId.get(id);
    if (!clip)
      throw new InvalidInputError(
        `This run was trained on the clip ${id}, which is gone or can no longer be trained on. Bring it back, or start a new run.`
      );
    return clip;
  });
}

/** The named clips, else a random share of them: none of fewer than five. */
function chooseHeldOut(
  clips: ClipFeatures[],
  { heldOut, validation }: RunSettings,
  random: Random
): string[] {
  if (heldOut) return clips.map(({ id }) => id).filter((id) => heldOut.includes(id));
  if (validation === 0) return [];
  const count = Math.min(Math.max(1, Math.round(validation * clips.length)), Math.floor(clips.length / 5));
  return random.shuffle(clips.map(({ id }) => id)).slice(0, count);
}

/** Clips as the vocoder takes them; `ownMels` are normalised. */
function toVocoderClips(clips: ClipFeatures[], ownMels: Float32Array[], units: SpeakerUnits): VocoderClip[] {
  const { melBands } = audioConfig;
  return clips.map(({ wave, logMel, f0 }, i) => ({
    wave,
    mel: logMel,
    ownMel: ownMels[i].map((x, k) => x * units.melDeviation[k % melBands] + units.melMean[k % melBands]),
    ...continuousLogF0(f0)
  }));
}

function heldOutPoint(epoch: number, step: number, loss: number, heldOut: LossValues | null): HistoryPoint {
  return { phase: 'acoustic model', epoch, step, loss, ...(heldOut ? { heldOut } : {}) };
}

function describe(losses: LossValues): string {
  return Object.entries(losses)
    .map(([name, value]) => `${name} ${value.toFixed(3)}`)
    .join(' ');
}
