/**
 * What is measured of a finished voice: it says the held-out sentences freely, and is held against the recordings of
 * them. docs/MODEL.md, "Measured", has the same numbers of other voices.
 */
import { estimateF0 } from '../audio/f0';
import { unitSamples } from '../audio/pcm';
import { periodicity, periodicityBands } from '../audio/periodicity';
import { audioConfig } from '../config';
import type { Utterance } from '../model/acousticBatch';
import type { LossValues } from '../model/acousticLosses';
import { natural, prosody } from '../model/architecture';
import { Random } from '../model/random';
import { type Fit, type Network, speakFrames, type SpeakerUnits, vocodeFrames } from '../model/synthesis';
import type { VocoderBasis } from '../model/vocoder';
import type { SpeechMeasures, VoiceMeasures } from '../store/database';
import type { ClipFeatures } from './speaker';

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

/** A pause is an optional token, not the first or the last, of more than this many frames: 93 ms. */
const pauseFrames = 8;
const drawSeed = 1;

/** Pauses within a sentence. */
export function countPauses(
  durations: ArrayLike<number>,
  { timed, optional }: Pick<Utterance, 'timed' | 'optional'>
): number {
  let pauses = 0;
  for (let n = 1; n < durations.length - 1; n++)
    if (timed[n] && optional[n] && durations[n] > pauseFrames) pauses++;
  return pauses;
}

/** Sums over the sentences of one who speaks them. */
class Speech {
  private heard = 0;
  private frames = 0;
  private pauses = 0;
  private voiced = 0;
  private sum = 0;
  private squares = 0;
  private readonly buzz = new Float64Array(periodicityBands.length);

  /** @param logF0 normalised [frames] */
  add(
    samples: Float32Array,
    f0: Float32Array,
    durations: Int32Array,
    clip: Utterance,
    logF0: Float32Array,
    voiced: Float32Array
  ): void {
    this.frames += logF0.length;
    this.pauses += countPauses(durations, clip);
    logF0.forEach((x, t) => {
      if (!voiced[t]) return;
      this.voiced++;
      this.sum += x;
      this.squares += x * x;
    });
    const bands = periodicity(samples, f0);
    if (!bands) return;
    this.heard++;
    bands.forEach((p, band) => (this.buzz[band] += p));
  }

  get measures(): SpeechMeasures {
    const mean = this.sum / this.voiced;
    return {
      frames: this.frames,
      pauses: this.pauses,
      movement: this.voiced ? Math.sqrt(Math.max(0, this.squares / this.voiced - mean * mean)) : 0,
      periodicity: this.heard ? Array.from(this.buzz, (sum) => sum / this.heard) : null
    };
  }
}

/** The voice beside its owner on sentences that it was not trained on, clip by clip. */
export class SideBySide {
  private readonly random = Random.seeded(drawSeed);
  private readonly recordings = new Speech();
  private readonly voice = new Speech();
  private clips = 0;

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
    this.clips++;
    const recording = unitSamples(features.wave);
    this.recordings.add(recording, features.f0, durations, clip, clip.logF0, clip.voiced);
    const noise = random.normals(clip.ids.length * prosody.dimensions).map((z) => natural.temperature * z);
    const frames = await speakFrames(this.acoustic, clip, units, this.fit, noise);
    const hiss = random.normals(frames.logF0.length * audioConfig.hopLength);
    const samples = await vocodeFrames(this.vocoder, frames, hiss, this.basis);
    const logF0 = frames.logF0.map((x) => (x - units.logF0Mean) / units.logF0Deviation);
    this.voice.add(samples, estimateF0(samples), frames.durations, clip, logF0, frames.voiced);
  }

  /** @param mel the held-out mel loss of the weights that speak */
  measures(mel: number): VoiceMeasures {
    return {
      clips: this.clips,
      mel,
      recordings: this.recordings.measures,
      voice: this.voice.measures
    };
  }
}
