/** Plays pieces of sound one behind the other on the clock of Web Audio, without a gap between two. */

/** The part of Web Audio's context that is used. */
export type SoundContext = Pick<AudioContext, 'currentTime' | 'createBuffer' | 'destination'>;

/** A piece and when it sounds, in seconds of the context's clock. */
export interface Scheduled<Piece> {
  piece: Piece;
  start: number;
  end: number;
  source: AudioScheduledSourceNode;
}

/** Seconds from now in which a source can still be started in time. */
const lead = 0.03;

export class Schedule<Piece> {
  readonly entries: Scheduled<Piece>[] = [];

  /** @param startSource starts a buffer at a time of the context's clock */
  constructor(
    private readonly context: SoundContext,
    private readonly startSource: (buffer: AudioBuffer, at: number) => AudioScheduledSourceNode
  ) {}

  /** Seconds that are still to be heard. */
  get ahead(): number {
    return Math.max(0, (this.entries.at(-1)?.end ?? 0) - this.context.currentTime);
  }

  /** Adds a piece behind the last one; only where that has been heard already, there is a gap. */
  add(piece: Piece, samples: Float32Array<ArrayBuffer>, sampleRate: number): Scheduled<Piece> | null {
    if (samples.length === 0) return null;
    const buffer = this.context.createBuffer(1, samples.length, sampleRate);
    buffer.copyToChannel(samples, 0);
    const start = Math.max(this.entries.at(-1)?.end ?? 0, this.context.currentTime + lead);
    const entry = { piece, start, end: start + buffer.duration, source: this.startSource(buffer, start) };
    this.entries.push(entry);
    return entry;
  }

  /** What sounds at a time, or null in a gap. */
  at(time: number): Scheduled<Piece> | null {
    return this.entries.find(({ start, end }) => time >= start && time < end) ?? null;
  }

  /** Takes back what has not begun to sound. */
  dropUnheard(): void {
    const first = this.entries.findIndex(({ start }) => start > this.context.currentTime);
    if (first >= 0) for (const { source } of this.entries.splice(first)) source.stop();
  }

  /** Ends all sound. */
  stop(): void {
    for (const { source } of this.entries.splice(0)) source.stop();
  }
}
