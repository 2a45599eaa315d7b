import { ownvoice } from '../ownvoice';
import { player } from './player.svelte';

/** Says short texts, which play while the rest is still being made. One speaker a place that speaks. */
export class Speech {
  readonly key: string;
  #busy = $state(false);
  #voice = $state<string | null>(null);
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

  /** @throws InvalidInputError for an empty text, NotFoundError for a voice that is gone */
  async speak(voice: string, text: string): Promise<void> {
    this.stop();
    const cancel = new AbortController();
    this.#cancel = cancel;
    this.#busy = true;
    this.#voice = voice;
    player.open(this.key);
    try {
      await ownvoice.speak(voice, text, {
        signal: cancel.signal,
        onAudio: (chunk) => {
          if (!cancel.signal.aborted) player.push(chunk.samples, chunk.sampleRate);
        }
      });
      if (!cancel.signal.aborted) player.end();
    } catch (error) {
      if (cancel.signal.aborted) return;
      player.stop();
      throw error;
    } finally {
      if (this.#cancel === cancel) this.#busy = false;
    }
  }

  /** Stops the sound and the making of it. */
  stop(): void {
    this.#cancel?.abort();
    this.#cancel = null;
    this.#busy = false;
    if (this.playing) player.stop();
  }
}
