/** The last phase of a run: the best weights are fitted to their owner, and the voice is measured beside the recordings. */
import type { ClipFeatures } from '../dataset/clipFeatures';
import * as tf from '@tensorflow/tfjs';
import type { Utterance } from '../model/acousticBatch';
import type { LossValues } from '../model/acousticLosses';
import type { VoiceWeights } from '../model/baseVoice';
import { Layout } from '../model/parameters';
import type { Fit, Network } from '../model/synthesis';
import { VocoderBasis } from '../model/vocoder';
import type { RunPhase, VoiceMeasures } from '../store/records';
import { alignmentOf, type ClipAlignment, ProsodyRatio, VarianceRatio } from './fit';
import { SideBySide } from './measures';
import { breathe, type Interruption, type RunState } from './runState';

/** With fewer clips held out, pace and range are fitted on all. */
const fewestToFit = 8;
/** Clips that are enough to measure a voice by. */
const measuredClips = 20;

/** A clip with its features, as the acoustic model takes it. */
export interface Sample {
  features: ClipFeatures;
  utterance: Utterance;
}

/** What fits the drawn to the owner, and how the voice then compares with the recordings it has not heard. */
export async function fitAndMeasure(
  run: RunState,
  base: VoiceWeights,
  network: Network,
  best: LossValues | null,
  training: Sample[],
  heldOut: Sample[]
): Promise<{ fit: Fit; measures: VoiceMeasures | null } | Interruption> {
  const { pace, hooks, settings, units } = run;
  const fitted = heldOut.length >= fewestToFit ? heldOut : [...training, ...heldOut];
  const measured = heldOut.slice(0, measuredClips);
  const steps = training.length + fitted.length + measured.length;
  let step = 0;
  const phase: RunPhase = 'measuring';
  /** Does a piece of work for every clip, between two of which the run can be ended. */
  const each = async (work: string, clips: Sample[], piece: (clip: Sample) => Promise<void>) => {
    for (const clip of clips) {
      const { epochs } = settings;
      hooks.progress(
        { phase, epoch: epochs, epochs, step, steps, stepsPerSecond: 0, secondsLeft: null },
        null
      );
      await pace.time(work, () => piece(clip));
      step++;
      await breathe();
      const command = hooks.command();
      if (command === 'cancel') return 'cancelled' as const;
      if (command === 'pause') return 'paused' as const;
    }
    return null;
  };
  const alignments = new Map<Sample, ClipAlignment>();
  /** Held-out clips are aligned once, though they are both fitted on and measured. */
  const aligned = async (clip: Sample) => {
    const known = alignments.get(clip) ?? (await alignmentOf(network, clip.utterance));
    alignments.set(clip, known);
    return known;
  };
  const variance = new VarianceRatio();
  const prosody = new ProsodyRatio();
  const interrupted =
    (await each('fitting', training, ({ utterance }) => variance.add(network, utterance))) ??
    (await each('fitting', fitted, async (clip) =>
      prosody.add(network, clip.utterance, (await aligned(clip)).pitch)
    ));
  if (interrupted) return interrupted;
  const fit = { variance: variance.ratio, pace: prosody.pace, range: prosody.range };
  hooks.log(`pace ${fit.pace.toFixed(2)}, range ${fit.range.toFixed(2)}`);
  if (!measured.length || !best) return { fit, measures: null };

  const layout = new Layout(base.vocoder);
  const vocoder = { layout, parameters: layout.upload(layout.flatten(base.vocoder)) };
  const basis = new VocoderBasis();
  try {
    const sideBySide = new SideBySide(network, vocoder, basis, units, fit);
    const ended = await each('measuring', measured, async (clip) => {
      const { durations } = await aligned(clip);
      await sideBySide.add(clip.features, clip.utterance, durations);
    });
    return ended ?? { fit, measures: sideBySide.measures(best.mel) };
  } finally {
    basis.dispose();
    tf.dispose(vocoder.parameters);
  }
}
