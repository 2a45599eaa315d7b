import { SvelteMap } from 'svelte/reactivity';
import { downloadChannel, type DownloadNews } from '../../../workers/keptFiles';

/** What the big files are, by the end of their address. */
const names: [RegExp, string][] = [
  [/base\.safetensors$/, 'The base voice'],
  [/ffmpeg-core/, 'The converter of recordings'],
  [/ort-wasm/, 'The engine that speaks'],
  [/espeak-ng/, 'The pronunciation of more languages'],
  [/tfjs|train\.worker/, 'The engine that trains']
];

export interface Download {
  what: string;
  loaded: number;
  bytes: number;
}

/** ms without news after which a download is no longer shown: its loading broke off */
const silence = 10_000;

/** The big files that something waits for, loaded once. */
class Downloads {
  readonly #all = new SvelteMap<string, Download & { heard: number }>();

  constructor() {
    new BroadcastChannel(downloadChannel).onmessage = ({ data }: MessageEvent<DownloadNews>) =>
      this.#hear(data);
  }

  get all(): Download[] {
    return [...this.#all.values()];
  }

  #hear({ url, loaded, bytes, over }: DownloadNews): void {
    if (over) return void this.#all.delete(url);
    const heard = Date.now();
    const what = names.find(([pattern]) => pattern.test(url))?.[1] ?? 'A part of the app';
    this.#all.set(url, { what, loaded, bytes, heard });
    setTimeout(() => {
      if (this.#all.get(url)?.heard === heard) this.#all.delete(url);
    }, silence);
  }
}

export const downloads = new Downloads();
