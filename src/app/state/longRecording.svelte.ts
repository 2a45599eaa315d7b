import { importConfig } from '../../config';
import type { LongPhase, LongRecording, ProposedClip } from '../api/longRecording';
import { envelopeOfBlocks, type Envelope } from '../envelope';
import { messageOf } from '../messageOf';
import { ownvoice } from '../ownvoice';

/** A part of a long recording under review. */
export interface ReviewedPart extends ProposedClip {
  /** its own through all changes */
  id: number;
  dropped: boolean;
}

export type LongStep = 'choosing' | LongPhase | 'opening' | 'reviewing' | 'storing';

const { minSeconds } = importConfig;

/** One long recording on its way into a dataset: what is done with it, and its parts under review. */
export class LongRecordingReview {
  readonly dataset: string;
  #step = $state<LongStep>('choosing');
  #share = $state(0);
  #problem = $state('');
  #parts = $state.raw<ReviewedPart[]>([]);
  #past = $state.raw<{ change: string; parts: ReviewedPart[] }[]>([]);
  #recording = $state.raw<LongRecording | null>(null);
  #opening: AbortController | null = null;
  #file: File | null = null;

  constructor(dataset: string) {
    this.dataset = dataset;
  }

  get step(): LongStep {
    return this.#step;
  }

  /** How much of the step is done, 0 to 1. */
  get share(): number {
    return this.#share;
  }

  get problem(): string {
    return this.#problem;
  }

  get parts(): ReviewedPart[] {
    return this.#parts;
  }

  get envelope(): Envelope | null {
    const recording = this.#recording;
    return recording && envelopeOfBlocks(recording.blocks, recording.blockLength, recording.length);
  }

  get undoable(): boolean {
    return this.#past.length > 0;
  }

  /** Decodes a file, unless it is the one at hand, and cuts it by its text. */
  async split(file: File, text: string): Promise<void> {
    this.#problem = '';
    try {
      if (file !== this.#file) await this.#open(file);
      const proposed = await this.#recording?.split(text, (phase, share) => {
        this.#step = phase;
        this.#share = share;
      });
      if (!proposed) return;
      this.#parts = proposed.map((part, id) => ({ ...part, id, dropped: false }));
      this.#past = [];
      this.#step = 'reviewing';
    } catch (error) {
      this.#fail(error, 'choosing');
    }
  }

  async #open(file: File): Promise<void> {
    this.close();
    this.#step = 'opening';
    this.#share = 0;
    this.#opening = new AbortController();
    this.#recording = await ownvoice.datasets.openLongRecording(this.dataset, file, {
      onProgress: (share) => (this.#share = share),
      signal: this.#opening.signal
    });
    this.#file = file;
  }

  /** A stretch of it, in seconds. */
  async audio(from: number, to: number): Promise<Float32Array<ArrayBuffer>> {
    return (await this.#recording?.audio(from, to)) ?? new Float32Array(0);
  }

  /** Moves the cut behind a part, as far as both neighbours stay long enough. */
  moveCut(index: number, second: number): void {
    const [before, after] = [this.#parts[index], this.#parts[index + 1]];
    if (!before || !after) return;
    const at = Math.min(after.to - minSeconds, Math.max(before.from + minSeconds, second));
    this.#change(
      `cut ${before.id}`,
      this.#parts.with(index, { ...before, to: at }).with(index + 1, { ...after, from: at })
    );
  }

  /** Makes one of a part and the next. */
  merge(index: number): void {
    const [before, after] = [this.#parts[index], this.#parts[index + 1]];
    if (!before || !after) return;
    const text = `${before.text} ${after.text}`.trim();
    const merged = { ...before, to: after.to, text, doubtful: before.doubtful || after.doubtful };
    this.#change('merge', this.#parts.toSpliced(index, 2, merged));
  }

  /** Leaves a part out, or takes it in again. */
  drop(index: number, dropped: boolean): void {
    const part = this.#parts[index];
    if (part) this.#change('drop', this.#parts.with(index, { ...part, dropped }));
  }

  setText(index: number, text: string): void {
    const part = this.#parts[index];
    if (part && part.text !== text)
      this.#change('text', this.#parts.with(index, { ...part, text, doubtful: false }));
  }

  undo(): void {
    const last = this.#past.at(-1);
    if (!last) return;
    this.#past = this.#past.slice(0, -1);
    this.#parts = last.parts;
  }

  /** Steps of moving one cut are one change. */
  #change(change: string, parts: ReviewedPart[]): void {
    const goesOn = change.startsWith('cut') && this.#past.at(-1)?.change === change;
    if (!goesOn) this.#past = [...this.#past, { change, parts: this.#parts }];
    this.#parts = parts;
  }

  /** Makes clips of the parts that were not left out. @returns what takes them away again, or null if it failed */
  async store(): Promise<(() => Promise<void>) | null> {
    const kept = this.#parts
      .filter(({ dropped }) => !dropped)
      .map(({ from, to, text }) => ({ from, to, text }));
    this.#step = 'storing';
    this.#share = 0;
    this.#problem = '';
    try {
      const undo = await this.#recording?.store(kept, (count) => (this.#share = count / kept.length));
      return undo ?? null;
    } catch (error) {
      this.#fail(error, 'reviewing');
      return null;
    }
  }

  /** Ends what is being done; a text can be given anew. */
  cancel(): void {
    this.close();
    this.#step = 'choosing';
  }

  /** Lets go of the recording. */
  close(): void {
    this.#opening?.abort();
    this.#recording?.close();
    this.#opening = this.#recording = this.#file = null;
  }

  #fail(error: unknown, step: LongStep): void {
    // What was cancelled has said so already.
    if (this.#step === 'choosing') return;
    this.#problem = messageOf(error);
    this.#step = step;
  }
}
