/**
 * What is measured of a finished voice: it says the held-out sentences freely, and is held against the recordings of
 * them. docs/MODEL.md, "Measured", has the same numbers of other voices.
 */
import { estimateF0 } from '../audio/f0';
import { unitSamples } from '../audio/pcm';
import { periodicity } from '../audio/periodicity';
import { countPauses, type PitchCurve, pitchMovement } from '../audio/prosodyMeasures';
import { at } from '../at';
import { audioConfig, periodicityBands } from '../config';
import type { ClipFeatures } from '../dataset/clipFeatures';
import type { Utterance } from '../model/acousticBatch';
import type { LossValues } from '../model/acousticLosses';
import { prosodyNoise } from '../model/prosody';
import { Random } from '../model/random';
import { type Fit, type Network, speakFrames, type SpeakerUnits, vocodeFrames } from '../model/synthesis';
import type { VocoderBasis } from '../model/vocoder';
import type { SpeechMeasures, VoiceMeasures } from '../store/records';

/** Held-out losses along the run. */
export interface HeldOutHistory {
  /** of the base voice, before the first step; null where nothing is held out */
  base: LossValues | null;
  epochs: LossValues[];
}

/** The content of measures.json. */
export interface RunMeasures {
  clips: { training: number; heldOut: number; minutes: number };
  backend: string;
  /** wall time of each phase */
  seconds: Record<string, number>;
  heldOut: HeldOutHistory & { best: LossValues | null; bestEpoch: number };
  fit: { pace: number; range: number };
  /** null where nothing is held out */
  voice: VoiceMeasures | null;
}

const drawSeed = 1;

/** A sentence as somebody says it. */
interface Sentence extends PitchCurve {
  samples: Float32Array;
  /** Hz, 0 where unvoiced [frames] */
  f0: Float32Array;
  /** frames of each token, and 1 where it may last none [tokens] */
  durations: Int32Array;
  optional: Uint8Array;
}

function measured(sentences: Sentence[]): SpeechMeasures {
  const total = (of: (sentence: Sentence) => number) =>
    sentences.reduce((sum, sentence) => sum + of(sentence), 0);
  const bands = sentences.flatMap(({ samples, f0 }) => {
    const heard = periodicity(samples, f0);
    return heard ? [heard] : [];
  });
  return {
    frames: total(({ voiced }) => voiced.length),
    pauses: total(({ optional, durations }) => countPauses(optional, durations)),
    movement: pitchMovement(sentences),
    periodicity: bands.length
      ? periodicityBands.map((_, b) => bands.reduce((sum, heard) => sum + at(heard, b), 0) / bands.length)
      : null
  };
}

/** The voice beside its owner on sentences that it was not trained on, clip by clip. */
export class SideBySide {
  private readonly random = Random.seeded(drawSeed);
  private readonly recordings: Sentence[] = [];
  private readonly voice: Sentence[] = [];

  constructor(
    private readonly acoustic: Network,
    private readonly vocoder: Network,
    private readonly basis: VocoderBasis,
    private readonly units: SpeakerUnits,
    private readonly fit: Fit
  ) {}

  /**
   * Speaks a clip's sentence once, at the default temperature, and listens to both.
   * @param durations of the recording, by alignment [tokens]
   */
  async add(features: ClipFeatures, clip: Utterance, durations: Int32Array): Promise<void> {
    const { units, random } = this;
    const { optional, logF0, voiced } = clip;
    const recording = unitSamples(features.wave);
    this.recordings.push({ samples: recording, f0: features.f0, durations, logF0, voiced, optional });
    const frames = await speakFrames(this.acoustic, clip, units, this.fit, prosodyNoise(random, clip));
    const hiss = random.normals(frames.logF0.length * audioConfig.hopLength);
    const samples = await vocodeFrames(this.vocoder, frames, hiss, this.basis);
    this.voice.push({
      samples,
      f0: estimateF0(samples),
      durations: frames.durations,
      logF0: frames.logF0.map((x) => (x - units.logF0Mean) / units.logF0Deviation),
      voiced: frames.voiced,
      optional
    });
  }

  /** @param mel the held-out mel loss of the weights that speak */
  measures(mel: number): VoiceMeasures {
    return {
      clips: this.voice.length,
      mel,
      recordings: measured(this.recordings),
      voice: measured(this.voice)
    };
  }
}
