/** Converts recordings into clips: reads the file from the store and writes the audio there itself. */
import { Decoder } from '../src/audio/decode';
import { BadFileError } from '../src/errors';
import { failConversion, finishConversion, startConversion } from '../src/store/conversion';
import { serve } from './serve';

let decoder: Decoder | null = null;

const api = {
  /** Starts FFmpeg. @param module compiled from @ffmpeg/core's wasm file */
  async start(module: WebAssembly.Module): Promise<void> {
    decoder = await Decoder.create(module);
  },

  /**
   * Converts one clip to its end: ready, or failed with its reason in the record. Another tab that is at the same
   * clip is waited for.
   * @throws DecoderCrashError if FFmpeg broke down: end this worker
   */
  async convert(id: string, onProgress: (share: number) => void): Promise<void> {
    await navigator.locks.request(`ownvoice-convert-${id}`, async () => {
      const source = await startConversion(id);
      if (!source) return;
      try {
        const bytes = new Uint8Array(await source.file.arrayBuffer());
        await finishConversion(id, decoder!.decode(bytes, onProgress));
      } catch (error) {
        await failConversion(id, reasonFor(error));
      }
    });
  }
};

/** The sentence for the clip's row. @throws what is no fault of the file */
function reasonFor(error: unknown): string {
  if (error instanceof BadFileError) return error.message;
  if (error instanceof DOMException && error.name === 'QuotaExceededError')
    return 'There is no room left for this clip on this device. Delete what you do not need, then press Retry.';
  if (error instanceof DOMException && error.name === 'NotReadableError')
    return 'The browser could not read this file any more. Remove the clip and add the file again.';
  throw error;
}

serve(api);
export type ConvertApi = typeof api;
