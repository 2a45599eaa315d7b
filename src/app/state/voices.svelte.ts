import type { VoiceRecord } from '../../store/records';
import { onChange } from '../../store/changes';
import { ownvoice } from '../ownvoice';
import { removals } from './removals.svelte';

/** The voices that can speak, newest first. */
class Voices {
  #all = $state.raw<VoiceRecord[] | null>(null);

  constructor() {
    onChange((change) => {
      if (change.of === 'voices') void this.refresh();
    });
    void this.refresh();
  }

  /** null until they were read. */
  get all(): VoiceRecord[] | null {
    return this.#all;
  }

  find(id: string): VoiceRecord | null {
    return this.#all?.find((voice) => voice.id === id) ?? null;
  }

  remove(voice: VoiceRecord): void {
    void removals.remove(
      `Deleted the voice ${voice.name}.`,
      () => ownvoice.voices.remove(voice.id),
      () => ownvoice.voices.restore(voice.id)
    );
  }

  async refresh(): Promise<void> {
    this.#all = await ownvoice.voices.list();
  }
}

export const voices = new Voices();
