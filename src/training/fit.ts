/**
 * What makes a drawn voice as lively as its owner: means of frames vary less than frames, and prosody drawn below a
 * temperature of 1 is a little hasty and flat. docs/MODEL.md, "A run", item 2.
 */
import * as tf from '@tensorflow/tfjs';
import { at } from '../at';
import { audioConfig } from '../config';
import { outputColumns } from '../model/acoustic';
import type { Utterance } from '../model/acousticBatch';
import { alignClips, decodeClips, encodeClips } from '../model/acousticPass';
import { fitBounds } from '../model/architecture';
import { prosodyNoise, wholeFrames } from '../model/prosody';
import { Random } from '../model/random';
import { drawTimes, type Network } from '../model/synthesis';

const { melBands } = audioConfig;
/** Draws of each clip's prosody. */
const draws = 4;
const drawSeed = 0;

/** The mean and deviation of numbers that come a few at a time. */
class Spread {
  private count = 0;
  private sum = 0;
  private squares = 0;

  add(x: number): void {
    this.count++;
    this.sum += x;
    this.squares += x * x;
  }

  /** Divided by n. */
  get deviation(): number {
    return Math.sqrt(Math.max(0, this.squares / this.count - (this.sum / this.count) ** 2));
  }
}

/** Standard deviation of a recording's over that of the model's own frames, per band, clip by clip. */
export class VarianceRatio {
  private readonly bands = Array.from({ length: melBands }, () => ({
    truth: new Spread(),
    model: new Spread()
  }));

  /** Adds a clip: its frames, and what the model makes of them on the clip's own durations and pitch. */
  async add({ layout, parameters }: Network, clip: Utterance): Promise<void> {
    tf.engine().startScope('forced');
    try {
      const encoded = encodeClips(layout, parameters, [clip], false);
      const { alignment } = await alignClips(encoded);
      const { decoded } = decodeClips(encoded, alignment);
      const frames = clip.voiced.length;
      const mel = await tf.slice(decoded.data, [0, 0], [frames, outputColumns.mel]).data();
      for (const [b, band] of this.bands.entries())
        for (let i = b; i < mel.length; i += melBands) {
          band.truth.add(at(clip.mel, i));
          band.model.add(at(mel, i));
        }
    } finally {
      tf.engine().endScope();
    }
  }

  /** [80] */
  get ratio(): Float32Array<ArrayBuffer> {
    const ratios = this.bands.map(({ truth, model }) => truth.deviation / Math.max(1e-6, model.deviation));
    return Float32Array.from(ratios);
  }
}

/** How long the owner takes, and how far the owner's pitch moves, over the same of what is drawn, clip by clip. */
export class ProsodyRatio {
  private readonly random = Random.seeded(drawSeed);
  private frames = 0;
  private drawnFrames = 0;
  private readonly own = new Spread();
  private readonly drawn = new Spread();

  /**
   * Adds a clip, and draws its prosody four times.
   * @param pitch of its tokens, by alignment
   */
  async add(network: Network, clip: Utterance, pitch: Float32Array): Promise<void> {
    const mandatory = (n: number) => clip.timed[n] === 1 && clip.optional[n] === 0;
    this.frames += clip.voiced.length;
    pitch.forEach((p, n) => mandatory(n) && this.own.add(p));
    const noises = Array.from({ length: draws }, () => prosodyNoise(this.random, clip));
    for (const { duration, pitch } of await drawTimes(network, clip, noises)) {
      const frames = wholeFrames(duration, clip, 1);
      this.drawnFrames += frames.reduce((a, b) => a + b, 0) / draws;
      pitch.forEach((p, n) => mandatory(n) && this.drawn.add(p));
    }
  }

  /** Factor of durations, within 0.8..1.25. */
  get pace(): number {
    return within(this.frames / this.drawnFrames, fitBounds.pace);
  }

  /** Factor of pitch, within 0.8..1.4. */
  get range(): number {
    return within(this.own.deviation / this.drawn.deviation, fitBounds.range);
  }
}

function within(x: number, [low, high]: readonly [number, number]): number {
  return Math.min(high, Math.max(low, x));
}

/** What one clip's tokens last, in frames, and their normalised log-F0: [tokens]. */
export interface ClipAlignment {
  durations: Int32Array;
  pitch: Float32Array;
}

/** Aligns a clip with the given weights. */
export async function alignmentOf({ layout, parameters }: Network, clip: Utterance): Promise<ClipAlignment> {
  tf.engine().startScope('alignment');
  try {
    const { alignment } = await alignClips(encodeClips(layout, parameters, [clip], false));
    return { durations: at(alignment.durations, 0), pitch: at(alignment.pitch, 0) };
  } finally {
    tf.engine().endScope();
  }
}
