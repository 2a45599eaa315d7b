/** Fine-tunes the acoustic model, epoch by epoch, and keeps the best weights by the held-out clips. */
import * as tf from '@tensorflow/tfjs';
import { at } from '../at';
import { DivergedError } from '../errors';
import type { Utterance } from '../model/acousticBatch';
import { lossValues, type LossValues } from '../model/acousticLosses';
import { alignClips, countBatch, encodeClips, lossesOfClips } from '../model/acousticPass';
import { encoder, prosody } from '../model/architecture';
import { drawFlow, drawRegularisation } from '../model/flowBatch';
import { AdamW, type SavedOptimiser } from '../model/optimiser';
import type { Layout, Parameters } from '../model/parameters';
import { Random } from '../model/random';
import type { Network } from '../model/synthesis';
import { learningRate } from './schedule';

const maxNorm = 2;
/** Frames that are computed at once: about 250 kB of memory each. A larger batch is computed in parts. */
export const framesAtOnce = 3000;
/** Epochs without a better one after which a run ends early. */
const patience = 3;
/** Validation draws the same random numbers every time, so that epochs can be compared. */
const validationSeed = 7;

export interface TrainerSettings {
  epochs: number;
  batchSize: number;
  learningRate: number;
  /** end when the held-out loss has not improved for three epochs */
  earlyStopping: boolean;
}

/** Everything but the random state that a stopped training needs to go on exactly. */
export interface SavedTrainer {
  optimiser: SavedOptimiser;
  /** the best weights so far: at first the base's */
  best: Float32Array<ArrayBuffer>;
  /** their held-out losses, or null where nothing is held out */
  bestLosses: LossValues | null;
  bestEpoch: number;
  step: number;
  /** the order in which this epoch takes the clips */
  order: number[];
}

/** Trains step by step; whoever calls decides when to validate, save, pause and stop. */
export class Trainer {
  readonly stepsPerEpoch: number;
  readonly steps: number;
  private readonly optimiser: AdamW;
  private state: Omit<SavedTrainer, 'optimiser'>;
  /** losses of the last step, not read yet */
  private unread: tf.Tensor1D | null = null;

  constructor(
    private readonly layout: Layout,
    private readonly training: Utterance[],
    private readonly heldOut: Utterance[],
    private readonly settings: TrainerSettings,
    private readonly random: Random,
    start: { weights: Float32Array<ArrayBuffer> } | { saved: SavedTrainer }
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
      this.state = { best: start.weights, bestLosses: null, bestEpoch: 0, step: 0, order };
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

  /** The weights as they stand; replaced by every step. */
  get network(): Network {
    return { layout: this.layout, parameters: this.optimiser.parameters };
  }

  /** Whether there is nothing left to do: all steps are done, or the last epochs brought nothing. */
  get done(): boolean {
    return this.state.step >= this.steps || this.stoppedEarly;
  }

  /** Whether the last three epochs brought nothing, and the run may end for that. */
  get stoppedEarly(): boolean {
    const { earlyStopping } = this.settings;
    return earlyStopping && this.heldOut.length > 0 && this.epoch - this.state.bestEpoch >= patience;
  }

  /** Whether an epoch has just ended. */
  get atEpochEnd(): boolean {
    return this.state.step > 0 && this.state.step % this.stepsPerEpoch === 0;
  }

  /** The best weights so far [layout.length], their held-out losses, and after which epoch they were. */
  get best(): { weights: Float32Array<ArrayBuffer>; losses: LossValues | null; epoch: number } {
    const { best, bestLosses, bestEpoch } = this.state;
    return { weights: best, losses: bestLosses, epoch: bestEpoch };
  }

  /** Validates the base, which may be the best. Call it once, before the first step of a new run. */
  async begin(): Promise<LossValues | null> {
    this.state.bestLosses = await this.validate();
    return this.state.bestLosses;
  }

  /**
   * One update on the next batch. Its losses are read together with the alignment of the next step, so that a step
   * waits for the backend once.
   * @returns the losses of the step before it, unless they were read already
   */
  async trainStep(): Promise<LossValues | null> {
    const { batchSize } = this.settings;
    const place = this.state.step % this.stepsPerEpoch;
    if (place === 0) this.random.shuffle(this.state.order);
    const batch = this.state.order
      .slice(place * batchSize, (place + 1) * batchSize)
      .map((i) => at(this.training, i));
    const { losses, gradients, ridden } = await this.pass(batch, true, this.random, prosody.trainingDraws);
    this.optimiser.step(gradients, learningRate(this.state.step, this.steps, this.settings.learningRate));
    tf.dispose(gradients);
    this.unread?.dispose();
    this.unread = losses;
    this.state.step++;
    return ridden.length ? this.checked(lossValues(ridden)) : null;
  }

  /** Reads the losses of the last step, unless they were read already. */
  async lastLosses(): Promise<LossValues | null> {
    if (!this.unread) return null;
    const values = await this.unread.data();
    this.unread.dispose();
    this.unread = null;
    return this.checked(lossValues(values));
  }

  /** Losses over all held-out clips with the current weights, or null if none are held out. */
  async validate(): Promise<LossValues | null> {
    if (!this.heldOut.length) return null;
    const random = Random.seeded(validationSeed);
    const { losses } = await this.pass(this.heldOut, false, random, prosody.validationDraws);
    const values = await losses.data();
    losses.dispose();
    return this.checked(lossValues(values));
  }

  /** @throws DivergedError if a loss is no number: nothing that comes after it can be either */
  private checked(losses: LossValues): LossValues {
    if (Number.isFinite(losses.total)) return losses;
    throw new DivergedError(
      `At step ${this.step} the loss was no longer a number, at a learning rate of ${this.settings.learningRate}. Keep the best epoch before it, or start a new run with a lower learning rate.`
    );
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

  async save(): Promise<SavedTrainer> {
    return { optimiser: await this.optimiser.save(), ...this.state, order: [...this.state.order] };
  }

  dispose(): void {
    this.optimiser.dispose();
    this.unread?.dispose();
  }

  /**
   * Losses [5], and for training the gradients, of a batch computed in parts that fit, one after the other. A part's
   * scope stays open while its alignment waits for values: nothing else may compute in this thread meanwhile.
   * `ridden` are the unread losses of the last step.
   */
  private async pass(batch: Utterance[], training: boolean, random: Random, draws: number) {
    const counts = countBatch(batch);
    let losses: tf.Tensor1D | null = null;
    let gradients: Parameters = [];
    let ridden: Float32Array = new Float32Array(0);
    for (const [i, part] of inParts(batch).entries()) {
      tf.engine().startScope('part');
      const kept: tf.Tensor[] = [];
      try {
        const encoded = encodeClips(this.layout, this.optimiser.parameters, part, training);
        const rider = training && i === 0 && this.unread ? this.unread : undefined;
        const aligned = await alignClips(encoded, rider);
        if (rider) ridden = aligned.ridden;
        const result = tf.tidy(() => {
          const flow = drawFlow(random, part, draws);
          const rows = draws * encoded.tokens.rows;
          const regularisation = training ? drawRegularisation(random, rows, encoder.width) : null;
          return lossesOfClips(encoded, aligned.alignment, counts, flow, regularisation);
        });
        losses = plus(losses, result.losses);
        gradients = (result.gradients ?? []).map((share, k) => plus(gradients[k] ?? null, share));
        kept.push(losses, ...gradients);
      } finally {
        tf.engine().endScope(kept);
      }
    }
    if (!losses) throw new RangeError('a batch has at least one clip');
    return { losses, gradients, ridden };
  }
}

/** sum + share, in the place of `sum`. */
function plus<T extends tf.Tensor>(sum: T | null, share: T): T {
  if (!sum) return share;
  const result = tf.add<T>(sum, share);
  sum.dispose();
  return result;
}

/** Splits a batch into runs of clips of at most `framesAtOnce` frames together (one clip at least). */
export function inParts<T extends { voiced: Float32Array }>(batch: T[]): T[][] {
  const parts: T[][] = [];
  let part: T[] = [];
  let frames = Infinity;
  for (const clip of batch) {
    if (frames + clip.voiced.length > framesAtOnce) {
      part = [];
      parts.push(part);
      frames = 0;
    }
    part.push(clip);
    frames += clip.voiced.length;
  }
  return parts;
}
