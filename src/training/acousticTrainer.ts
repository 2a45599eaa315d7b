/** The first half of a run: fine-tunes the acoustic model, epoch by epoch, and keeps the best by the held-out clips. */
import * as tf from '@tensorflow/tfjs-core';
import type { PredictorDropout } from '../model/acoustic';
import { countBatch, type TokenRows, type Utterance } from '../model/acousticBatch';
import {
  alignEncoded,
  type Alignment,
  encodeBatch,
  finishPass,
  lossValues,
  type LossValues
} from '../model/acousticStep';
import { lossNames } from '../model/acousticLosses';
import { AdamW, type SavedOptimiser } from '../model/optimiser';
import type { Layout, Parameters } from '../model/parameters';
import type { Random } from '../model/random';
import { learningRate } from './schedule';

const maxNorm = 2;
const dropoutRate = 0.2;
const predictorWidth = 256;
/** Frames that are computed at once: about 250 kB of memory each. A larger batch is computed in parts. */
const framesAtOnce = 3000;

export interface AcousticSettings {
  epochs: number;
  batchSize: number;
  learningRate: number;
}

/** Everything but the random state that a stopped training needs to go on exactly. */
export interface SavedAcoustic {
  optimiser: SavedOptimiser;
  best: Float32Array<ArrayBuffer> | null;
  bestLosses: LossValues | null;
  bestEpoch: number;
  step: number;
  /** the order in which this epoch takes the clips */
  order: number[];
}

/** Trains step by step; whoever calls decides when to validate, save, pause and stop. */
export class AcousticTrainer {
  readonly stepsPerEpoch: number;
  readonly steps: number;
  private readonly optimiser: AdamW;
  private state: Omit<SavedAcoustic, 'optimiser'>;

  constructor(
    private readonly layout: Layout,
    private readonly training: Utterance[],
    private readonly heldOut: Utterance[],
    private readonly settings: AcousticSettings,
    private readonly random: Random,
    start: { weights: Float32Array<ArrayBuffer> } | { saved: SavedAcoustic }
  ) {
    this.stepsPerEpoch = Math.ceil(training.length / settings.batchSize);
    this.steps = settings.epochs * this.stepsPerEpoch;
    if ('saved' in start) {
      const { optimiser, ...state } = start.saved;
      this.optimiser = new AdamW(layout, optimiser, maxNorm);
      this.state = state;
    } else {
      this.optimiser = AdamW.start(layout, start.weights, maxNorm);
      const order = training.map((_, i) => i);
      this.state = { best: null, bestLosses: null, bestEpoch: 0, step: 0, order };
    }
  }

  /** Steps done. */
  get step(): number {
    return this.state.step;
  }

  /** Whole epochs done. */
  get epoch(): number {
    return Math.floor(this.state.step / this.stepsPerEpoch);
  }

  get done(): boolean {
    return this.state.step >= this.steps;
  }

  /** Whether an epoch has just ended. */
  get atEpochEnd(): boolean {
    return this.state.step > 0 && this.state.step % this.stepsPerEpoch === 0;
  }

  /** The held-out losses of the best epoch so far, and which it was. */
  get best(): { losses: LossValues | null; epoch: number } {
    return { losses: this.state.bestLosses, epoch: this.state.bestEpoch };
  }

  /** The best weights so far, else the current ones: [layout.length]. */
  async bestWeights(): Promise<Float32Array<ArrayBuffer>> {
    return this.state.best ?? (await this.layout.download(this.optimiser.parameters));
  }

  /** One update on the next batch; its losses. */
  async trainStep(): Promise<LossValues> {
    const { batchSize } = this.settings;
    const place = this.state.step % this.stepsPerEpoch;
    if (place === 0) this.random.shuffle(this.state.order);
    const batch = this.state.order
      .slice(place * batchSize, (place + 1) * batchSize)
      .map((i) => this.training[i]);
    const { losses, gradients } = await this.pass(batch, true);
    this.optimiser.step(gradients!, learningRate(this.state.step, this.steps, this.settings.learningRate));
    tf.dispose(gradients!);
    this.state.step++;
    return losses;
  }

  /** Losses over all held-out clips with the current weights, or null if none are held out. */
  async validate(): Promise<LossValues | null> {
    if (!this.heldOut.length) return null;
    return (await this.pass(this.heldOut, false)).losses;
  }

  /** Ends an epoch: validates, and keeps these weights if they are the best (without held-out clips: always). */
  async endEpoch(): Promise<LossValues | null> {
    const losses = await this.validate();
    if (!losses || !this.state.bestLosses || losses.total < this.state.bestLosses.total) {
      this.state.best = await this.layout.download(this.optimiser.parameters);
      this.state.bestLosses = losses;
      this.state.bestEpoch = this.epoch;
    }
    return losses;
  }

  async save(): Promise<SavedAcoustic> {
    return { optimiser: await this.optimiser.save(), ...this.state, order: [...this.state.order] };
  }

  dispose(): void {
    this.optimiser.dispose();
  }

  /**
   * Losses, and for training the gradients, of a batch computed in parts that fit. The scope stays open while the
   * alignment waits for values: nothing else may compute in this thread meanwhile.
   */
  private async pass(
    batch: Utterance[],
    training: boolean
  ): Promise<{ losses: LossValues; gradients: Parameters | null }> {
    let gradients: Parameters | null = null;
    tf.engine().startScope('pass');
    try {
      const parts = inParts(batch).map((part) =>
        encodeBatch(this.layout, this.optimiser.parameters, part, training)
      );
      const alignments: Alignment[] = [];
      for (const part of parts) alignments.push(await alignEncoded(part));
      const counts = countBatch(
        batch,
        alignments.flatMap(({ pitch }) => pitch)
      );
      const dropout = training ? (tokens: TokenRows) => this.dropout(tokens.rows) : null;
      const sums = lossNames.map(() => 0);
      for (const [i, part] of parts.entries()) {
        const result = tf.tidy(() => finishPass(part, alignments[i], counts, dropout));
        (await result.losses.data()).forEach((loss, k) => (sums[k] += loss));
        if (result.gradients) gradients = gradients ? addAll(gradients, result.gradients) : result.gradients;
      }
      return { losses: lossValues(sums), gradients };
    } finally {
      tf.engine().endScope(gradients ?? undefined);
    }
  }

  private dropout(rows: number): PredictorDropout {
    const mask = () => {
      const keep = 1 - dropoutRate;
      const values = Float32Array.from({ length: rows * predictorWidth }, () =>
        this.random.uniform() < keep ? 1 / keep : 0
      );
      return tf.tensor2d(values, [rows, predictorWidth]);
    };
    return { duration: [mask(), mask()], pitch: [mask(), mask()] };
  }
}

/** Splits a batch into runs of clips of at most `framesAtOnce` frames together (one clip at least). */
export function inParts<T extends { voiced: Float32Array }>(batch: T[]): T[][] {
  const parts: T[][] = [];
  let frames = Infinity;
  for (const clip of batch) {
    if (frames + clip.voiced.length > framesAtOnce) {
      parts.push([]);
      frames = 0;
    }
    parts[parts.length - 1].push(clip);
    frames += clip.voiced.length;
  }
  return parts;
}

function addAll(a: Parameters, b: Parameters): Parameters {
  const sums = a.map((x, i) => tf.add(x, b[i]));
  tf.dispose([a, b]);
  return sums;
}
