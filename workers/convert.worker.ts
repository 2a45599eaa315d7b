/** Converts recordings into clips: reads the file from the store and writes the audio there itself. */
import { Decoder } from '../src/audio/decode';
import { startFfmpeg } from '../src/audio/startFfmpeg';
import { convertClip } from '../src/dataset/convertClip';
import { serve } from './serve';

let decoder: Promise<Decoder> | null = null;

const startDecoder = () => startFfmpeg().then((ffmpeg) => new Decoder(ffmpeg));

const api = {
  /** Starts FFmpeg, before the first clip. @throws UnsupportedError if it cannot be loaded, or does not run here */
  async start(): Promise<void> {
    await (decoder ??= startDecoder());
  },

  /** See dataset/convertClip.ts. Another tab that is at the same clip is waited for. */
  async convert(id: string, onProgress: (share: number) => void): Promise<void> {
    const ready = await (decoder ??= startDecoder());
    await navigator.locks.request(`ownvoice-convert-${id}`, () => convertClip(id, ready, onProgress));
  }
};

serve(api);
export type ConvertApi = typeof api;
