import { ownvoice } from '../ownvoice';
import { player } from './player.svelte';

/** How it is said, as the sliders have it. */
export interface Manner {
  /** 1 is natural */
  speed: number;
  /** 1 is natural, 0 says it the same way each time */
  expressiveness: number;
}

/** What has been spoken, whole: one take of a text. */
export interface Spoken {
  samples: Float32Array<ArrayBuffer>;
  sampleRate: number;
  text: string;
  voice: string;
  manner: Manner;
}

/** Takes of one text that are kept to choose from. */
const maxTakes = 6;

/** Turns text into speech that plays while the rest is still being made. One speaker a place that speaks. */
export class Speech {
  readonly key: string;
  #busy = $state(false);
  #voice = $state<string | null>(null);
  #share = $state(0);
  #takes = $state.raw<Spoken[]>([]);
  #chosen = $state(0);
  #cancel: AbortController | null = null;

  /** `key` names this place to the player. */
  constructor(key: string) {
    this.key = key;
  }

  /** True while speech is being made. */
  get busy(): boolean {
    return this.#busy;
  }

  /** The voice that speaks or spoke last, or null. */
  get voice(): string | null {
    return this.#voice;
  }

  /** True while it sounds. */
  get playing(): boolean {
    return player.key === this.key;
  }

  /** Share of the text that has been turned into speech, 0 to 1. */
  get share(): number {
    return this.#share;
  }

  /** The takes of the last text that was spoken to its end, the oldest first. */
  get takes(): readonly Spoken[] {
    return this.#takes;
  }

  /** Which of the takes is the one to hear and to download. */
  get chosen(): number {
    return this.#chosen;
  }

  /** The chosen take, or null before the first. */
  get spoken(): Spoken | null {
    return this.#takes[this.#chosen] ?? null;
  }

  /** Chooses a take, and plays it. */
  choose(take: number): void {
    this.#chosen = take;
    this.replay();
  }

  /** Says the same text once more, as no two readings are alike. */
  async anotherTake(): Promise<void> {
    if (!this.spoken) return;
    const { voice, text, manner } = this.spoken;
    await this.#speak(voice, text, manner, this.#takes.slice(1 - maxTakes));
  }

  /** @throws InvalidInputError for an empty text, NotFoundError for a voice that is gone */
  speak(voice: string, text: string, manner: Manner = { speed: 1, expressiveness: 1 }): Promise<void> {
    return this.#speak(voice, text, manner, []);
  }

  async #speak(voice: string, text: string, manner: Manner, before: Spoken[]): Promise<void> {
    this.stop();
    const cancel = new AbortController();
    this.#cancel = cancel;
    this.#busy = true;
    this.#voice = voice;
    this.#share = 0;
    this.#takes = before;
    player.open(this.key);
    try {
      const { samples, sampleRate } = await ownvoice.speak(voice, text, {
        ...manner,
        signal: cancel.signal,
        onAudio: (chunk) => {
          if (cancel.signal.aborted) return;
          this.#share = chunk.share;
          player.push(chunk.samples, chunk.sampleRate);
        }
      });
      if (cancel.signal.aborted) return;
      player.end();
      this.#takes = [...before, { samples, sampleRate, text, voice, manner }];
      this.#chosen = before.length;
    } catch (error) {
      if (cancel.signal.aborted) return;
      player.stop();
      throw error;
    } finally {
      if (this.#cancel === cancel) this.#busy = false;
    }
  }

  replay(fromShare = 0): void {
    const { spoken } = this;
    if (spoken) player.play(this.key, spoken.samples, spoken.sampleRate, fromShare);
  }

  /** Stops the sound and the making of it. */
  stop(): void {
    this.#cancel?.abort();
    this.#cancel = null;
    this.#busy = false;
    if (this.playing) player.stop();
  }
}
