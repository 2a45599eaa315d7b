import { SvelteMap } from 'svelte/reactivity';
import { audioConfig } from '../../config';
import type { ClipRecord } from '../../store/records';
import type { Upload } from '../api/datasets';
import { onChange } from '../../store/changes';
import { isUsed, usedSamples } from '../../store/clipEdit';
import { gathered } from '../gathered';
import { ownvoice } from '../ownvoice';
import { peaksOf } from '../peaks';
import { player } from './player.svelte';
import { removals } from './removals.svelte';

export type ClipFilter = 'all' | 'ready' | 'working' | 'untranscribed' | 'failed' | 'excluded';

/** What a row says about its clip: its state, that it is left out, or that it lacks only a transcript. */
export function conditionOf(clip: ClipRecord): Exclude<ClipFilter, 'all'> {
  if (clip.state === 'failed') return 'failed';
  if (clip.state !== 'ready') return 'working';
  if (clip.excluded) return 'excluded';
  return clip.transcript.trim() === '' ? 'untranscribed' : 'ready';
}

/** One open dataset: its clips, what is being converted, and what was said about the last drop. */
export class OpenDataset {
  readonly id: string;
  #clips = $state.raw<ClipRecord[] | null>(null);
  #missing = $state(false);
  #progress = new SvelteMap<string, number>();
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- a row awaits its picture, no screen watches the map
  #peaks = new Map<string, { of: string; made: Promise<Float32Array> }>();
  #notes = $state.raw<string[]>([]);
  #receiving = $state(false);
  #counts = $derived(countConditions(this.#clips ?? []));
  #seconds = $derived(
    (this.#clips ?? []).filter(isUsed).reduce((sum, clip) => sum + usedSamples(clip), 0) /
      audioConfig.sampleRate
  );
  #dispose: (() => void)[];

  constructor(id: string) {
    this.id = id;
    this.#dispose = [
      onChange((change) => {
        if (change.of === 'datasets') void this.refresh();
        else if (change.of === 'clips' && change.dataset === id) {
          if (change.clip === null) void this.refresh();
          else void this.#refreshOne(change.clip);
        }
      }),
      ownvoice.datasets.onProgress((clip, share) => {
        if (clip.startsWith(`${id}/`)) this.#progress.set(clip, share);
      })
    ];
    void this.refresh();
  }

  /** null until they were read. */
  get clips(): ClipRecord[] | null {
    return this.#clips;
  }

  /** True when there is no dataset of this name. */
  get missing(): boolean {
    return this.#missing;
  }

  /** Clips in each condition. */
  get counts(): Record<ClipFilter, number> {
    return this.#counts;
  }

  /** Seconds of speech in all ready clips. */
  get seconds(): number {
    return this.#seconds;
  }

  /** What there is to say about the files of the last drop that became no clips. */
  get notes(): string[] {
    return this.#notes;
  }

  /** True while dropped files are being stored. */
  get receiving(): boolean {
    return this.#receiving;
  }

  /** How much of a clip is converted, 0 to 1. */
  progress(clip: string): number {
    return this.#progress.get(clip) ?? 0;
  }

  /** The picture of a clip: read once for each recording and edit of it. @throws NotFoundError until it is converted */
  peaks({ id, added, edit }: ClipRecord): Promise<Float32Array> {
    const of = JSON.stringify([added, edit]);
    const kept = this.#peaks.get(id);
    if (kept?.of === of) return kept.made;
    const made = ownvoice.datasets.audio(id).then(({ samples }) => peaksOf(samples));
    made.catch(() => this.#peaks.delete(id));
    this.#peaks.set(id, { of, made });
    return made;
  }

  /** @throws InvalidInputError when nothing in `files` can be used */
  async upload(files: File[]): Promise<Upload> {
    this.#receiving = true;
    this.#notes = [];
    try {
      return await ownvoice.datasets.upload(this.id, files, undefined, {
        onReceived: (notes) => {
          this.#notes = notes;
          this.#receiving = false;
        }
      });
    } finally {
      this.#receiving = false;
    }
  }

  dismissNotes(): void {
    this.#notes = [];
  }

  remove(clip: ClipRecord): void {
    void removals.remove(
      `Deleted the clip ${clip.name}.`,
      () => ownvoice.datasets.removeClip(clip.id),
      () => ownvoice.datasets.restoreClip(clip.id)
    );
  }

  async play(clip: string, fromShare = 0): Promise<void> {
    const { samples, sampleRate } = await ownvoice.datasets.audio(clip);
    player.play(clip, samples, sampleRate, fromShare);
  }

  readonly refresh = gathered(async () => {
    const clips = await ownvoice.datasets.clips(this.id);
    this.#missing = clips === null;
    this.#clips = clips ?? [];
  });

  close(): void {
    for (const dispose of this.#dispose) dispose();
  }

  async #refreshOne(id: string): Promise<void> {
    const clip = await ownvoice.datasets.clip(id);
    if (!this.#clips) return;
    const index = this.#clips.findIndex((other) => other.id === id);
    if (!clip) this.#clips = this.#clips.filter((other) => other.id !== id);
    else if (index < 0) await this.refresh();
    else this.#clips = this.#clips.with(index, clip);
    if (clip && clip.state !== 'converting') this.#progress.delete(id);
  }
}

function countConditions(clips: ClipRecord[]): Record<ClipFilter, number> {
  const counts = { all: clips.length, ready: 0, working: 0, untranscribed: 0, failed: 0, excluded: 0 };
  for (const clip of clips) counts[conditionOf(clip)]++;
  return counts;
}
