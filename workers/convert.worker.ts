/** Converts recordings into clips: reads the file from the store and writes the audio there itself. */
import { Decoder } from '../src/audio/decode';
import { convertClip } from '../src/dataset/convertClip';
import { serve } from './serve';

let decoder: Promise<Decoder> | null = null;

const api = {
  /** Starts FFmpeg, before the first clip. @throws UnsupportedError if it cannot be loaded, or does not run here */
  async start(): Promise<void> {
    await (decoder ??= Decoder.start());
  },

  /** See dataset/convertClip.ts. Another tab that is at the same clip is waited for. */
  async convert(id: string, onProgress: (share: number) => void): Promise<void> {
    const ready = await (decoder ??= Decoder.start());
    await navigator.locks.request(`ownvoice-convert-${id}`, () => convertClip(id, ready, onProgress));
  }
};

serve(api);
export type ConvertApi = typeof api;
