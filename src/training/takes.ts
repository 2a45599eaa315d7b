/**
 * What a person hears and sees of a run as it goes: one sentence, spoken by the weights of each epoch with the same
 * random numbers, so that the ear compares the voice and not the draw; and the model's spectrogram of its recording.
 */
import * as tf from '@tensorflow/tfjs';
import { toInt16 } from '../audio/pcm';
import { audioConfig, melRange } from '../config';
import { alignClips, decodeClips, encodeClips } from '../model/acousticPass';
import type { VoiceWeights } from '../model/baseVoice';
import { Layout } from '../model/parameters';
import { prosodyNoise } from '../model/prosody';
import { Random } from '../model/random';
import {
  type Fit,
  naturalFrames,
  type Network,
  speakFrames,
  type SpeakerUnits,
  vocodeFrames
} from '../model/synthesis';
import { VocoderBasis } from '../model/vocoder';
import type { Sample } from './fitAndMeasure';

const seed = 2;
/** Seconds of the sentence that is taken, if there is one: long enough to hear a person, and quickly spoken. */
const wantedSeconds = 3;
/** Share of the time of training that takes may cost. Where an epoch is short, that of some epochs is left out. */
const dearest = 0.03;

/** One take. Its text is known to who keeps the clips. */
export interface Take {
  epoch: number;
  /** id of the clip whose sentence it is */
  clip: string;
  pcm: Int16Array<ArrayBuffer>;
  /** spectrograms of the clip and of what the model makes of it: bytes over `melRange` [frames, 80] */
  recording: Uint8Array<ArrayBuffer>;
  mel: Uint8Array<ArrayBuffer>;
}

/** The clip whose sentence is spoken: of those held out, or else of all, the one nearest to three seconds. */
export function takenClip(training: Sample[], heldOut: Sample[]): Sample {
  const wanted = (wantedSeconds * audioConfig.sampleRate) / audioConfig.hopLength;
  const away = ({ utterance }: Sample) => Math.abs(utterance.voiced.length - wanted);
  return (heldOut.length > 0 ? heldOut : training).reduce((best, other) =>
    away(other) < away(best) ? other : best
  );
}

/** When takes are made: at the start, after the first epoch, and then after those that took long enough. */
export class TakeTimes {
  /** seconds of the fastest, or null before the second: the first one pays for starting up */
  private cost: number | null = null;
  private count = 0;
  private trained = 0;

  /** Whether a take is worth its time now. @param trained seconds of training in the whole run until now */
  isDue(trained: number): boolean {
    return (this.cost ?? 0) <= dearest * (trained - this.trained);
  }

  /** A take was made, which took so many seconds. */
  made(trained: number, seconds: number): void {
    this.trained = trained;
    if (this.count++ > 0) this.cost = Math.min(this.cost ?? Infinity, seconds);
  }
}

/** Speaks with the weights of a run as they stand. `dispose` when done. */
export class TakeMaker {
  private readonly vocoder: Network;
  private readonly basis = new VocoderBasis();
  /** Nothing is fitted before the end of a run. */
  private readonly fit: Fit = {
    variance: new Float32Array(audioConfig.melBands).fill(1),
    pace: 1,
    range: 1
  };

  constructor(
    { vocoder }: VoiceWeights,
    private readonly sample: Sample,
    private readonly units: SpeakerUnits
  ) {
    const layout = new Layout(vocoder);
    this.vocoder = { layout, parameters: layout.upload(layout.flatten(vocoder)) };
  }

  async make(acoustic: Network, epoch: number): Promise<Take> {
    const { features, utterance } = this.sample;
    const random = Random.seeded(seed);
    const noise = prosodyNoise(random, utterance);
    const frames = await speakFrames(acoustic, utterance, this.units, this.fit, noise);
    const hiss = random.normals(frames.logF0.length * audioConfig.hopLength);
    const samples = await vocodeFrames(this.vocoder, frames, hiss, this.basis);
    return {
      epoch,
      clip: features.id,
      pcm: toInt16(samples),
      recording: melBytes(features.logMel),
      mel: melBytes(await this.ownMel(acoustic))
    };
  }

  /** Natural log-mel that the model makes of the recording, on the recording's own durations and pitch. */
  private async ownMel({ layout, parameters }: Network): Promise<Float32Array> {
    const { utterance } = this.sample;
    tf.engine().startScope('take');
    try {
      const encoded = encodeClips(layout, parameters, [utterance], false);
      const { decoded } = decodeClips(encoded, (await alignClips(encoded)).alignment);
      const values = await decoded.data.data();
      return naturalFrames(values, utterance.voiced.length, this.units, this.fit.variance).mel;
    } finally {
      tf.engine().endScope();
    }
  }

  dispose(): void {
    this.basis.dispose();
    tf.dispose(this.vocoder.parameters);
  }
}

/** Natural log-mel as bytes over `melRange`. */
function melBytes(mel: Float32Array): Uint8Array<ArrayBuffer> {
  const scale = 255 / (melRange.high - melRange.low);
  return Uint8Array.from(mel, (x) => Math.min(255, Math.max(0, Math.round((x - melRange.low) * scale))));
}
