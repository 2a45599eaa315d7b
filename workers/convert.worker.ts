/** Converts recordings into clips: reads the file from the store and writes the audio there itself. */
import { Decoder } from '../src/audio/decode';
import { convertClip } from '../src/dataset/convertClip';
import { serve } from './serve';

let decoder: Promise<Decoder> | null = null;

const api = {
  /** Starts FFmpeg, before the first clip. @param module compiled from @ffmpeg/core's wasm file */
  async start(module: WebAssembly.Module): Promise<void> {
    await (decoder = Decoder.create(module));
  },

  /** See dataset/convertClip.ts. Another tab that is at the same clip is waited for. */
  async convert(id: string, onProgress: (share: number) => void): Promise<void> {
    if (!decoder) throw new Error('convert was called before start');
    const ready = await decoder;
    await navigator.locks.request(`ownvoice-convert-${id}`, () => convertClip(id, ready, onProgress));
  }
};

serve(api);
export type ConvertApi = typeof api;
