import type { SpeechChunk } from '../api/speech';
import { speakOptions, type Manner } from '../manner';
import { ownvoice } from '../ownvoice';
import { Schedule, type Scheduled } from '../schedule';
import { player } from './player.svelte';

/** A stretch of the text, in offsets. */
export interface Stretch {
  from: number;
  to: number;
}

/** A text that was spoken to its end. */
export interface Take {
  parts: SpeechChunk[];
  samples: Float32Array<ArrayBuffer>;
  sampleRate: number;
  text: string;
  voice: string;
  manner: Manner;
}

/** A part and how many of its samples are passed over, because reading began at a word inside. */
interface Piece {
  part: SpeechChunk;
  skipped: number;
}

/** Takes of one text that are kept to choose from. */
const maxTakes = 6;
/** Seconds of speech that are made ahead of what is heard. */
const maxAhead = 8;
/** Seconds into a sentence after which "back" means its start. */
const restartAfter = 1.5;

/** Reads a text aloud, sentence by sentence, while the rest is made, and says which word is heard. */
export class Reader {
  #state = $state<'idle' | 'playing' | 'paused'>('idle');
  #busy = $state(false);
  #word = $state.raw<Stretch | null>(null);
  #sentence = $state.raw<Stretch | null>(null);
  #position = $state(0);
  #share = $state(0);
  #notices = $state.raw<string[]>([]);
  #takes = $state.raw<Take[]>([]);
  #chosen = $state(0);
  #context: AudioContext | null = null;
  #schedule: Schedule<Piece> | null = null;
  #parts: SpeechChunk[] = [];
  /** whether the parts are those of the whole text, and all of them */
  #whole = false;
  #complete = false;
  #text = '';
  #voice = '';
  #manner: Manner | null = null;
  #cancel: AbortController | null = null;
  #frame = 0;
  #failed: (error: unknown) => void = () => undefined;

  /** Whether it reads, is paused, or neither. */
  get state(): 'idle' | 'playing' | 'paused' {
    return this.#state;
  }

  /** True while speech is being made. */
  get busy(): boolean {
    return this.#busy;
  }

  /** The word that is heard, where the voice tells when its words are. */
  get word(): Stretch | null {
    return this.#word;
  }

  /** The sentence that is heard, or is to be heard next. */
  get sentence(): Stretch | null {
    return this.#sentence;
  }

  /** Seconds of the speech that were heard. */
  get position(): number {
    return this.#position;
  }

  /** Share of the text that has been turned into speech, 0 to 1. */
  get share(): number {
    return this.#share;
  }

  /** What of the text is left out, a sentence each. */
  get notices(): readonly string[] {
    return this.#notices;
  }

  /** The takes of the last text that was made to its end, the oldest first. */
  get takes(): readonly Take[] {
    return this.#takes;
  }

  /** Which of the takes is the one to hear and to save. */
  get chosen(): number {
    return this.#chosen;
  }

  /** The chosen take, or null before the first. */
  get spoken(): Take | null {
    return this.#takes[this.#chosen] ?? null;
  }

  /**
   * Reads a text from an offset on; resolves when all of it is made.
   * @param failed gets what goes wrong, then or later
   */
  async read(
    voice: string,
    text: string,
    manner: Manner,
    { from = 0, failed }: { from?: number; failed: (error: unknown) => void }
  ): Promise<void> {
    this.stop();
    this.#failed = failed;
    this.#takes = [];
    await this.#begin(voice, text, manner, from);
  }

  /** Reads the same text once more, as no two readings are alike. */
  async anotherTake(): Promise<void> {
    const take = this.spoken;
    if (!take) return;
    this.stop();
    this.#takes = this.#takes.slice(1 - maxTakes);
    await this.#begin(take.voice, take.text, take.manner, 0);
  }

  /** Chooses a take, and plays it. */
  choose(take: number): void {
    this.#chosen = take;
    this.replay();
  }

  /** Plays the chosen take, from a share of it on. */
  replay(share = 0): void {
    const take = this.spoken;
    if (!take) return;
    this.stop();
    this.#open(take.text, take.voice, take.manner);
    this.#parts = take.parts;
    this.#whole = this.#complete = true;
    let at = share * take.samples.length;
    const first = take.parts.findIndex(({ samples }) => {
      if (at < samples.length) return true;
      at -= samples.length;
      return false;
    });
    this.#enqueue(Math.max(0, first), Math.floor(at));
  }

  pause(): void {
    if (this.#state !== 'playing') return;
    this.#state = 'paused';
    void this.#context?.suspend();
    cancelAnimationFrame(this.#frame);
  }

  resume(): void {
    if (this.#state !== 'paused') return;
    this.#state = 'playing';
    void this.#context?.resume();
    this.#tick();
  }

  /** Ends the sound and the making of it. */
  stop(): void {
    this.#cancel?.abort();
    this.#cancel = null;
    this.#busy = false;
    cancelAnimationFrame(this.#frame);
    this.#schedule?.stop();
    this.#schedule = null;
    this.#state = 'idle';
    this.#word = this.#sentence = null;
    this.#position = 0;
  }

  /** Goes on with the word at an offset of the text. */
  async seek(offset: number): Promise<void> {
    if (this.#state === 'idle') return;
    const found = this.#parts.findIndex(({ start, end }) => offset >= start && offset < end);
    const next = found >= 0 ? found : this.#parts.findIndex(({ start }) => start >= offset);
    const known = next >= 0 && (found >= 0 || next > 0 || this.#whole);
    this.#schedule?.stop();
    this.resume();
    if (known) this.#enqueue(next, skippedTo(this.#parts[next], offset));
    else await this.#make(offset);
  }

  /** Goes on with the sentence behind or before the one that is heard. */
  async skip(direction: 1 | -1): Promise<void> {
    const entry = this.#heard();
    const i = entry ? this.#parts.indexOf(entry.piece.part) : -1;
    const part = this.#parts[i];
    if (!entry || !part) return;
    const into = (this.#context?.currentTime ?? 0) - entry.start;
    if (direction < 0 && into > restartAfter) return this.seek(part.start);
    const beside = this.#parts[i + direction];
    if (beside) return this.seek(beside.start);
    if (direction > 0) {
      if (this.#complete) this.stop();
      else await this.seek(part.end);
    } else await this.seek(Math.max(0, part.start - 2));
  }

  /** Speaks otherwise from the next sentence on. */
  async change(manner: Manner): Promise<void> {
    if (this.#state === 'idle' || !this.#schedule) return;
    this.#manner = manner;
    const entry = this.#heard();
    const last = entry ? this.#parts.indexOf(entry.piece.part) : -1;
    this.#schedule.dropUnheard();
    this.#parts = this.#parts.slice(0, last + 1);
    await this.#make(this.#parts.at(-1)?.end ?? 0, true);
  }

  async #begin(voice: string, text: string, manner: Manner, from: number): Promise<void> {
    this.#open(text, voice, manner);
    this.#notices = [];
    await this.#make(from);
  }

  #open(text: string, voice: string, manner: Manner): void {
    player.stop();
    this.#context ??= new AudioContext();
    const context = this.#context;
    void context.resume();
    this.#schedule = new Schedule(context, (buffer, at) => {
      const source = new AudioBufferSourceNode(context, { buffer });
      source.connect(context.destination);
      source.start(at);
      return source;
    });
    this.#text = text;
    this.#voice = voice;
    this.#manner = manner;
    this.#state = 'playing';
    this.#tick();
  }

  /** Makes the speech from an offset on; with `goOn` behind what there is, else in its place. */
  async #make(from: number, goOn = false): Promise<void> {
    this.#cancel?.abort();
    const cancel = new AbortController();
    this.#cancel = cancel;
    if (!goOn) {
      this.#parts = [];
      this.#whole = from === 0;
    }
    this.#complete = false;
    this.#busy = true;
    this.#share = from / Math.max(1, this.#text.length);
    const manner = this.#manner;
    if (!manner) return;
    let first = !goOn;
    try {
      await ownvoice.speak(this.#voice, this.#text, {
        ...speakOptions(manner),
        from,
        signal: cancel.signal,
        onAudio: async (part) => {
          if (cancel.signal.aborted) return;
          this.#parts = [...this.#parts, part];
          this.#share = part.share;
          for (const notice of part.notices)
            if (!this.#notices.includes(notice.text)) this.#notices = [...this.#notices, notice.text];
          this.#enqueue(this.#parts.length - 1, first ? skippedTo(part, from) : 0);
          if (part.samples.length > 0) first = false;
          await this.#room(cancel.signal);
        }
      });
      if (!cancel.signal.aborted) this.#finish(manner);
    } catch (error) {
      if (cancel.signal.aborted) return;
      this.stop();
      // Another place of the page began to speak.
      if (error instanceof DOMException && error.name === 'AbortError') return;
      this.#failed(error);
    } finally {
      if (this.#cancel === cancel) this.#busy = false;
    }
  }

  #finish(manner: Manner): void {
    this.#complete = true;
    const [first] = this.#parts;
    if (!this.#whole || !first) return;
    const samples = new Float32Array(this.#parts.reduce((sum, part) => sum + part.samples.length, 0));
    let at = 0;
    for (const part of this.#parts) {
      samples.set(part.samples, at);
      at += part.samples.length;
    }
    const { sampleRate } = first;
    this.#takes = [
      ...this.#takes,
      { parts: this.#parts, samples, sampleRate, text: this.#text, voice: this.#voice, manner }
    ];
    this.#chosen = this.#takes.length - 1;
  }

  /** Schedules the parts from one on, the first of them without some samples. */
  #enqueue(first: number, skipped: number): void {
    for (const [i, part] of this.#parts.entries())
      if (i >= first) {
        const passed = i === first ? skipped : 0;
        this.#schedule?.add({ part, skipped: passed }, part.samples.subarray(passed), part.sampleRate);
      }
  }

  /** Resolves once there is room for more speech ahead of what is heard. */
  async #room(signal: AbortSignal): Promise<void> {
    while (!signal.aborted && (this.#schedule?.ahead ?? 0) > maxAhead)
      await new Promise((done) => setTimeout(done, 100));
  }

  /** What is heard now, or was last. */
  #heard(): Scheduled<Piece> | null {
    const now = this.#context?.currentTime ?? 0;
    return this.#schedule?.at(now) ?? this.#schedule?.entries.findLast(({ end }) => end <= now) ?? null;
  }

  #tick = (): void => {
    const now = this.#context?.currentTime ?? 0;
    if (this.#complete && this.#schedule?.ahead === 0) return this.stop();
    const entry = this.#schedule?.at(now);
    if (entry) {
      const { part, skipped } = entry.piece;
      const sample = (now - entry.start) * part.sampleRate + skipped;
      const word = part.words?.findLast(({ start }) => start <= sample);
      if (word?.from !== this.#word?.from || word?.to !== this.#word?.to)
        this.#word = word ? { from: word.from, to: word.to } : null;
      if (part.start !== this.#sentence?.from) this.#sentence = { from: part.start, to: part.end };
      let before = 0;
      for (const other of this.#parts) {
        if (other === part) break;
        before += other.samples.length;
      }
      this.#position = (before + sample) / part.sampleRate;
    }
    this.#frame = requestAnimationFrame(this.#tick);
  };
}

/** Samples of a part before the word at an offset of the text. */
function skippedTo(part: SpeechChunk | undefined, offset: number): number {
  if (!part || offset <= part.start) return 0;
  return part.words?.find(({ to }) => to > offset)?.start ?? 0;
}
