/**
 * A run, from top to bottom: the acoustic model epoch by epoch, then what fits the drawn to the owner, then what is
 * measured. Pure of storage and workers: whoever calls keeps the checkpoints and passes commands in. docs/MODEL.md,
 * "A run".
 */
import * as tf from '@tensorflow/tfjs';
import { audioConfig, heldOutCount } from '../config';
import type { ClipFeatures } from '../dataset/clipFeatures';
import { InvalidInputError, NothingToTrainError } from '../errors';
import type { LossValues } from '../model/acousticLosses';
import type { VoiceWeights } from '../model/baseVoice';
import { Layout } from '../model/parameters';
import { Random } from '../model/random';
import type { HistoryPoint, RunSettings } from '../store/records';
import type { Checkpoint } from './checkpoint';
import { fitAndMeasure, type Sample } from './fitAndMeasure';
import { Pace } from './pace';
import { breathe, type Interruption, type RunHooks, type RunOutcome, type RunState } from './runState';
import { speakerStatistics, toUtterance } from './speaker';
import { TakeMaker, TakeTimes, takenClip } from './takes';
import { Trainer } from './trainer';

const checkpointSeconds = 60;

/**
 * Trains a voice, or goes on from a checkpoint. With one seed and backend the result is the same, interrupted or not.
 * @throws NothingToTrainError if no clip is left to train on
 * @throws InvalidInputError if a clip of an interrupted run is gone, or one that is to be held out is not there
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
  // To end a run that was interrupted, what is left of its clips will do: its weights are in the checkpoint.
  const ending = saved !== null && hooks.command() === 'stop';
  const heldOut = pick(clips, heldOutIds, ending);
  const training = pick(clips, trainingIds, ending);
  if (!training.length)
    throw new NothingToTrainError(
      `Of ${clips.length} usable clips ${heldOut.length} are held out: none is left to train on. Add clips with transcripts, or hold out fewer.`
    );
  const stepsPerEpoch = Math.ceil(training.length / settings.batchSize);
  const run: RunState = {
    settings,
    hooks,
    random,
    pace: new Pace(saved?.seconds ?? {}, stepsPerEpoch, settings.epochs * stepsPerEpoch),
    history: saved?.heldOut ?? { base: null, epochs: [] },
    units: saved?.units ?? speakerStatistics([...training, ...heldOut]),
    training,
    heldOut,
    stopped: ending
  };
  const layout = new Layout(base.acoustic);
  const samples = (of: ClipFeatures[]): Sample[] =>
    of.map((features) => ({ features, utterance: toUtterance(features, run.units) }));
  const [trained, held] = [samples(training), samples(heldOut)];
  const best = ending ? bestOf(saved) : await train(run, layout, base, trained, held, saved);
  if (typeof best === 'string') return { kind: best };
  const parameters = layout.upload(best.weights);
  const fitted = await fitAndMeasure(run, base, { layout, parameters }, best.losses, trained, held);
  tf.dispose(parameters);
  if (typeof fitted === 'string') return { kind: fitted };
  const frames = training.reduce((sum, { f0 }) => sum + f0.length, 0);
  return {
    kind: 'trained',
    voice: {
      acoustic: layout.unflatten(best.weights),
      vocoder: base.vocoder,
      units: run.units,
      fit: fitted.fit,
      measures: {
        clips: {
          training: training.length,
          heldOut: heldOut.length,
          minutes: (frames * audioConfig.hopLength) / audioConfig.sampleRate / 60
        },
        backend,
        seconds: run.pace.seconds,
        heldOut: { ...run.history, best: best.losses, bestEpoch: best.epoch },
        fit: { pace: fitted.fit.pace, range: fitted.fit.range },
        voice: fitted.measures
      },
      stopped: run.stopped
    }
  };
}

/** Epoch by epoch, validated after each: the best weights. */
async function train(
  run: RunState,
  layout: Layout,
  base: VoiceWeights,
  training: Sample[],
  heldOut: Sample[],
  saved: Checkpoint | null
): Promise<Trainer['best'] | Interruption> {
  const { settings, hooks, pace, history, random } = run;
  const utterances = (samples: Sample[]) => samples.map(({ utterance }) => utterance);
  const trainer = new Trainer(
    layout,
    utterances(training),
    utterances(heldOut),
    settings,
    random,
    saved ? { saved: saved.trainer } : { weights: layout.flatten(base.acoustic) }
  );
  const report = (point: HistoryPoint | null) => {
    const { epoch, step, steps } = trainer;
    hooks.progress(
      { phase: 'training', epoch, epochs: settings.epochs, step, steps, ...pace.estimate(step) },
      point
    );
  };
  /** A point of the curves; the losses of a step are known one step later. */
  const point = (step: number, { total }: LossValues, heldOut: LossValues | null): HistoryPoint => ({
    epoch: Math.floor(step / trainer.stepsPerEpoch),
    step,
    loss: total,
    ...(heldOut ? { heldOut } : {})
  });
  const reportLast = async (heldOut: LossValues | null) => {
    const losses = await trainer.lastLosses();
    if (losses) report(point(trainer.step, losses, heldOut));
  };
  const maker = new TakeMaker(base, takenClip(training, heldOut), run.units);
  const takeTimes = new TakeTimes();
  const take = async () => {
    const before = pace.seconds['takes'] ?? 0;
    await hooks.take(await pace.time('takes', () => maker.make(trainer.network, trainer.epoch)));
    takeTimes.made(pace.seconds['training'] ?? 0, (pace.seconds['takes'] ?? 0) - before);
  };
  let lastSave = performance.now();
  const save = async () => {
    await reportLast(null);
    const ids = (samples: Sample[]) => samples.map(({ features }) => features.id);
    await hooks.checkpoint({
      random: random.save(),
      seconds: pace.seconds,
      heldOut: history,
      trainingIds: ids(training),
      heldOutIds: ids(heldOut),
      units: run.units,
      trainer: await trainer.save()
    });
    lastSave = performance.now();
  };
  try {
    if (!saved) {
      hooks.log(
        `${training.length} clips to train on, ${heldOut.length} held out; at most ${trainer.steps} steps`
      );
      report(null);
      history.base = await pace.time('validation', () => trainer.begin());
      if (history.base) {
        hooks.log(`base: ${describe(history.base)}`);
        report(point(0, history.base, history.base));
      }
      await take();
    }
    while (!trainer.done && !run.stopped) {
      const previous = await pace.time('training', () => trainer.trainStep());
      report(previous && point(trainer.step - 1, previous, null));
      if (trainer.atEpochEnd) {
        const losses = await pace.time('validation', () => trainer.endEpoch());
        if (losses) {
          history.epochs.push(losses);
          hooks.log(`epoch ${trainer.epoch}: ${describe(losses)}`);
        }
        await reportLast(losses);
        if (takeTimes.isDue(pace.seconds['training'] ?? 0) || trainer.done) await take();
      }
      await breathe();
      const command = hooks.command();
      if (command === 'cancel') return 'cancelled';
      if (command === 'pause') {
        await save();
        return 'paused';
      }
      run.stopped = command === 'stop';
      if (performance.now() - lastSave > checkpointSeconds * 1000) await save();
    }
    await save();
    const { losses, epoch } = trainer.best;
    if (trainer.stoppedEarly && trainer.step < trainer.steps)
      hooks.log(`stopped early: no epoch after epoch ${epoch} was better`);
    if (losses) hooks.log(`best epoch ${epoch}: ${describe(losses)}`);
    return trainer.best;
  } finally {
    maker.dispose();
    trainer.dispose();
  }
}

/** What a checkpoint holds of the best epoch. */
function bestOf({ trainer: { best, bestLosses, bestEpoch } }: Checkpoint): Trainer['best'] {
  return { weights: best, losses: bestLosses, epoch: bestEpoch };
}

/** The clips of these ids, in their order; one that is gone is an error, or left out where the run only ends. */
function pick(clips: ClipFeatures[], ids: string[], ending: boolean): ClipFeatures[] {
  const byId = new Map(clips.map((clip) => [clip.id, clip]));
  if (ending) return ids.flatMap((id) => byId.get(id) ?? []);
  return ids.map((id) => {
    const clip = byId.get(id);
    if (!clip)
      throw new InvalidInputError(
        `This run was trained on the clip ${id}, which is gone or can no longer be trained on. Bring it back, or start a new run.`
      );
    return clip;
  });
}

/** The named clips, else a random share of them. @throws InvalidInputError if one that is named is not among them */
function chooseHeldOut(
  clips: ClipFeatures[],
  { heldOut, validation }: RunSettings,
  random: Random
): string[] {
  const ids = clips.map(({ id }) => id);
  if (heldOut) {
    const unknown = heldOut.filter((name) => !ids.includes(name));
    if (unknown.length > 0)
      throw new InvalidInputError(
        `${unknown.slice(0, 8).join(', ')}${unknown.length > 8 ? ` and ${unknown.length - 8} more` : ''} cannot be held out: among the ${ids.length} clips that can be trained on, none has that name. Name clips as the dataset does, without folder and ending.`
      );
    return ids.filter((id) => heldOut.includes(id));
  }
  if (validation === 0) return [];
  return random.shuffle(ids).slice(0, heldOutCount(ids.length, validation));
}

function describe(losses: LossValues): string {
  return Object.entries(losses)
    .map(([name, value]) => `${name} ${value.toFixed(3)}`)
    .join(' ');
}
