/** The second half of a run: fine-tunes the vocoder on random segments of the clips. */
import * as tf from '@tensorflow/tfjs-core';
import { int16Max } from '../audio/pcm';
import { audioConfig } from '../config';
import { Tape } from '../model/autograd';
import { AdamW, type SavedOptimiser } from '../model/optimiser';
import { type Layout, WeightValues } from '../model/parameters';
import type { Random } from '../model/random';
import { StftBasis, stftLoss } from '../model/stftLoss';
import { packSegments, type Segment, vocode, type VocoderBasis } from '../model/vocoder';
import { learningRate } from './schedule';

const { hopLength, melBands } = audioConfig;
const segmentFrames = 80;
const batchSize = 12;
const peakLearningRate = 3e-4;
const maxNorm = 3;
/** Share of segments heard through the acoustic model's own mel instead of the recording's. */
const ownMelShare = 0.5;

/** A clip as the vocoder learns from it, in natural units. */
export interface VocoderClip {
  wave: Int16Array; // [frames * 256]
  mel: Float32Array; // [frames, 80], the recording's
  ownMel: Float32Array; // [frames, 80], the acoustic model's, teacher-forced
  logF0: Float32Array; // [frames]
  voiced: Float32Array; // [frames]
}

/** Everything but the random state that a stopped training needs to go on exactly. */
export interface SavedVocoderTrainer {
  optimiser: SavedOptimiser;
  step: number;
}

/** Trains step by step; whoever calls decides when to save, pause and stop. */
export class VocoderTrainer {
  readonly steps: number;
  step = 0;
  private readonly optimiser: AdamW;
  private readonly stft = new StftBasis();
  private readonly clips: VocoderClip[];
  private readonly length: number;
  private readonly totalFrames: number;

  /** `epochs` are the acoustic model's: the vocoder sees the clips half as often. */
  constructor(
    private readonly layout: Layout,
    clips: VocoderClip[],
    epochs: number,
    private readonly random: Random,
    private readonly basis: VocoderBasis,
    start: { weights: Float32Array<ArrayBuffer> } | { saved: SavedVocoderTrainer }
  ) {
    const longEnough = clips.filter(({ logF0 }) => logF0.length > segmentFrames);
    this.clips = longEnough.length ? longEnough : clips;
    this.length = Math.min(segmentFrames, ...this.clips.map(({ logF0 }) => logF0.length));
    this.totalFrames = this.clips.reduce((sum, { logF0 }) => sum + logF0.length, 0);
    this.steps = vocoderSteps(epochs, this.totalFrames);
    if ('saved' in start) {
      this.optimiser = new AdamW(layout, start.saved.optimiser, maxNorm);
      this.step = start.saved.step;
    } else this.optimiser = AdamW.start(layout, start.weights, maxNorm);
  }

  get done(): boolean {
    return this.step >= this.steps;
  }

  /** The current weights: [layout.length]. */
  weights(): Promise<Float32Array<ArrayBuffer>> {
    return this.layout.download(this.optimiser.parameters);
  }

  /** One update on random segments; their loss. */
  async trainStep(): Promise<number> {
    const drawn = Array.from({ length: batchSize }, () => this.draw());
    const { loss, gradients } = tf.tidy(() => {
      const tape = new Tape();
      const values = new WeightValues(this.layout, this.optimiser.parameters);
      const audio = vocode(tape, values.get, packSegments(drawn.map(({ segment }) => segment)), this.basis);
      const recording = new Float32Array(batchSize * this.length * hopLength);
      drawn.forEach(({ wave }, i) => recording.set(wave, i * wave.length));
      const target = tf.tensor2d(recording, [batchSize, this.length * hopLength]);
      const value = stftLoss(tape, audio, target, this.stft);
      tape.backward([{ value, weight: 1 }]);
      return { loss: value.data, gradients: values.gradients() };
    });
    this.optimiser.step(gradients, learningRate(this.step, this.steps, peakLearningRate));
    const [value] = await loss.data();
    tf.dispose([loss, gradients]);
    this.step++;
    return value;
  }

  async save(): Promise<SavedVocoderTrainer> {
    return { optimiser: await this.optimiser.save(), step: this.step };
  }

  dispose(): void {
    this.optimiser.dispose();
    this.stft.dispose();
  }

  /** A random segment, of a clip drawn in proportion to its frames. */
  private draw(): { segment: Segment; wave: Float32Array } {
    const { length } = this;
    let place = this.random.integer(this.totalFrames);
    const clip = this.clips.find(({ logF0 }) => (place -= logF0.length) < 0)!;
    const start = this.random.integer(clip.logF0.length - length + 1);
    const mel = this.random.uniform() < ownMelShare ? clip.ownMel : clip.mel;
    return {
      segment: {
        mel: mel.subarray(start * melBands, (start + length) * melBands),
        logF0: clip.logF0.subarray(start, start + length),
        voiced: clip.voiced.subarray(start, start + length),
        startPhase: this.random.uniform(),
        noise: this.random.normals(length * hopLength)
      },
      wave: Float32Array.from(
        clip.wave.subarray(start * hopLength, (start + length) * hopLength),
        (s) => s / int16Max
      )
    };
  }
}

/** Steps of the vocoder's training: half as many passes over the frames as the acoustic model's, at least one step. */
export function vocoderSteps(epochs: number, frames: number): number {
  return Math.max(1, Math.floor(((epochs / 2) * frames) / (segmentFrames * batchSize)));
}
