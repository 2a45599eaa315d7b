import { SvelteMap } from 'svelte/reactivity';
import type { Prompts } from '../../dataset/choosePrompts';
import type { StoredTake } from '../../dataset/storeTake';
import { messageOf } from '../messageOf';
import { ownvoice } from '../ownvoice';
import { player } from './player.svelte';
import { Recorder } from './recorder.svelte';

/** A take that is stored, with what is heard of it when it is played. */
interface ReadPrompt extends StoredTake {
  speech: Float32Array<ArrayBuffer>;
  sampleRate: number;
}

export type ReadingPhase = 'waiting' | 'recording' | 'storing' | 'done';

/** One sitting at the microphone: prompts one at a time, each read until its take is right. */
export class Reading {
  readonly dataset: string;
  /** the one clip that is recorded again, or null */
  readonly clip: string | null;
  readonly recorder: Recorder;
  #prompts = $state.raw<Prompts | null>(null);
  #chosen = $state(0);
  #index = $state(0);
  #storing = $state(false);
  #redoing = $state(false);
  #problem = $state('');
  #takes = new SvelteMap<number, ReadPrompt>();

  constructor(dataset: string, clip: string | null) {
    this.dataset = dataset;
    this.clip = clip;
    this.recorder = new Recorder(() => (this.#redoing = false));
    void this.#choose();
  }

  /** null while they are chosen. */
  get prompts(): Prompts | null {
    return this.#prompts;
  }

  /** How much of the choosing is done, 0 to 1. */
  get chosen(): number {
    return this.#chosen;
  }

  /** What is to be read, or null behind the last. */
  get prompt(): string | null {
    return this.#prompts?.left[this.#index] ?? null;
  }

  /** Number of the prompt, from 1, and how many there are. */
  get place(): { at: number; of: number } {
    const { read = 0, left = [] } = this.#prompts ?? {};
    return { at: read + this.#index + 1, of: read + left.length };
  }

  /** How many prompts the dataset has clips of. */
  get read(): number {
    return (this.#prompts?.read ?? 0) + this.#takes.size;
  }

  get isFirst(): boolean {
    return this.#index === 0;
  }

  get phase(): ReadingPhase {
    if (this.#storing) return 'storing';
    if (this.recorder.recording) return 'recording';
    return this.take && !this.#redoing ? 'done' : 'waiting';
  }

  /** The stored take of this prompt, or null. */
  get take(): ReadPrompt | null {
    return this.#takes.get(this.#index) ?? null;
  }

  /** Why something did not work, or ''; the recorder says what is wrong with the microphone. */
  get problem(): string {
    return this.#problem;
  }

  /** The key of what `play` plays. */
  get playKey(): string {
    return `take-${this.#index}`;
  }

  /** Goes on with the prompts of a person's own text, or with the app's for null. @throws InvalidInputError */
  async readOwnText(text: string | null): Promise<void> {
    const prompts = await ownvoice.datasets.readOwnText(this.dataset, text);
    this.#takes.clear();
    this.#index = 0;
    this.#prompts = prompts;
  }

  /** Begins a take; one that is under way or done is made anew. */
  record(): void {
    if (this.#storing || this.prompt === null || !this.recorder.microphone) return;
    player.stop();
    this.#problem = '';
    this.#redoing = this.take !== null;
    this.recorder.start();
  }

  /** Ends the take and stores it. Only then it is there. */
  async finish(): Promise<void> {
    const transcript = this.prompt;
    if (this.phase !== 'recording' || transcript === null) return;
    this.#storing = true;
    const index = this.#index;
    try {
      const heard = await this.recorder.stop();
      if (!heard) return;
      const clip = this.clip ?? this.take?.clip;
      const stored = await ownvoice.datasets.addTake(this.dataset, {
        ...heard,
        transcript,
        ...(clip !== undefined && { clip })
      });
      const { samples, sampleRate } = heard;
      const speech = samples.slice(stored.from * sampleRate, stored.to * sampleRate);
      this.#takes.set(index, { ...stored, speech, sampleRate });
    } catch (error) {
      this.#problem = `This take is not stored. ${messageOf(error)}`;
    } finally {
      this.#storing = this.#redoing = false;
    }
  }

  /** Plays the take, or stops it. */
  play(): void {
    if (!this.take) return;
    if (player.key === this.playKey) player.stop();
    else player.play(this.playKey, this.take.speech, this.take.sampleRate);
  }

  /** Goes to the next prompt; a take under way is stored first, and stays on screen if something is wrong with it. */
  async next(): Promise<void> {
    if (this.phase === 'recording') {
      await this.finish();
      if (!this.take || this.problem || this.take.problems.length > 0) return;
    }
    this.#turn(1);
  }

  previous(): void {
    if (this.#index > 0) this.#turn(-1);
  }

  close(): void {
    this.recorder.close();
    player.stop();
  }

  #turn(by: 1 | -1): void {
    if (this.#storing || this.recorder.recording || this.prompt === null) return;
    player.stop();
    this.#problem = '';
    this.#index += by;
  }

  async #choose(): Promise<void> {
    try {
      this.#prompts = this.clip === null ? await this.#all() : await this.#one(this.clip);
    } catch (error) {
      this.#problem = messageOf(error);
    }
  }

  #all(): Promise<Prompts> {
    return ownvoice.datasets.prompts(this.dataset, (share) => (this.#chosen = share));
  }

  async #one(id: string): Promise<Prompts> {
    const clip = await ownvoice.datasets.clip(id);
    return { source: 'own', left: clip?.transcript ? [clip.transcript] : [], read: 0 };
  }
}
