import { audioConfig } from '../../config';
import { onChange } from '../../store/changes';
import type { TakeRecord } from '../../store/records';
import { listTakes } from '../../store/takes';
import { gathered } from '../gathered';
import { player } from './player.svelte';

/** How the voice of a run said one sentence after its epochs: what is there, what is looked at, what plays. */
export class RunTakes {
  #all = $state.raw<TakeRecord[]>([]);
  /** the epoch that was chosen, or null for always the last */
  #chosen = $state<number | null>(null);
  #shown = $derived(this.#all.find(({ epoch }) => epoch === this.#chosen) ?? this.#all.at(-1) ?? null);
  /** To be called when they are no longer looked at. */
  readonly close: () => void;

  constructor(private readonly run: string) {
    const end = onChange((change) => {
      if (change.of === 'takes' && change.run === run) void this.#read();
    });
    this.close = () => {
      end();
      if (player.key?.startsWith(this.#key(''))) player.stop();
    };
    void this.#read();
  }

  /** By their epochs. */
  get all(): TakeRecord[] {
    return this.#all;
  }

  /** The one whose spectrogram is shown: the last that was played, or the newest. */
  get shown(): TakeRecord | null {
    return this.#shown;
  }

  /** How much of a take has been played, from 0 to 1, or null when it is not playing. */
  share({ epoch }: TakeRecord): number | null {
    return player.share(this.#key(epoch));
  }

  /** Plays a take and shows it, or stops it where it plays. */
  toggle(take: TakeRecord): void {
    const { epoch, pcm } = take;
    const plays = this.share(take) !== null;
    this.#chosen = epoch === this.#all.at(-1)?.epoch ? null : epoch;
    if (plays) player.stop();
    else
      player.play(
        this.#key(epoch),
        Float32Array.from(pcm, (x) => x / 32767),
        audioConfig.sampleRate
      );
  }

  #key(epoch: number | ''): string {
    return `take ${this.run} ${epoch}`;
  }

  readonly #read = gathered(async () => {
    this.#all = await listTakes(this.run);
  });
}
