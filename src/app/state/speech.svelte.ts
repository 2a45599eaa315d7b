import { ownvoice } from '../ownvoice';
import { player } from './player.svelte';

/** What has been spoken, whole. */
export interface Spoken {
  samples: Float32Array<ArrayBuffer>;
  sampleRate: number;
  text: string;
  voice: string;
}

/** Turns text into speech that plays while the rest is still being made. One speaker a place that speaks. */
export class Speech {
  readonly key: string;
  #busy = $state(false);
  #voice = $state<string | null>(null);
  #share = $state(0);
  #spoken = $state.raw<Spoken | null>(null);
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

  /** The last text that was spoken to its end, or null. */
  get spoken(): Spoken | null {
    return this.#spoken;
  }

  /** @throws InvalidInputError for an empty text, NotFoundError for a voice that is gone */
  async speak(voice: string, text: string, speed: number): Promise<void> {
    this.stop();
    const cancel = new AbortController();
    this.#cancel = cancel;
    this.#busy = true;
    this.#voice = voice;
    this.#share = 0;
    this.#spoken = null;
    player.open(this.key);
    try {
      const { samples, sampleRate } = await ownvoice.speak(voice, text, {
        speed,
        signal: cancel.signal,
        onAudio: (chunk) => {
          if (cancel.signal.aborted) return;
          this.#share = chunk.share;
          player.push(chunk.samples, chunk.sampleRate);
        }
      });
      if (cancel.signal.aborted) return;
      player.end();
      this.#spoken = { samples, sampleRate, text, voice };
    } catch (error) {
      if (cancel.signal.aborted) return;
      player.stop();
      throw error;
    } finally {
      if (this.#cancel === cancel) this.#busy = false;
    }
  }

  /** The last speech as a WAV file. */
  wav(): Promise<Blob> {
    return ownvoice.wav(this.#spoken!);
  }

  replay(fromShare = 0): void {
    if (this.#spoken) player.play(this.key, this.#spoken.samples, this.#spoken.sampleRate, fromShare);
  }

  /** Stops the sound and the making of it. */
  stop(): void {
    this.#cancel?.abort();
    this.#cancel = null;
    this.#busy = false;
    if (this.playing) player.stop();
  }
}
