import { BadFileError } from '../errors';
import { failConversion, finishConversion, startConversion } from '../store/conversion';

/** What makes samples of a recording: see audio/decode.ts. */
export interface ClipDecoder {
  decode(
    bytes: Uint8Array<ArrayBuffer>,
    onProgress: (share: number) => void
  ): Promise<Float32Array<ArrayBuffer>>;
}

/**
 * Converts one clip to its end: ready, or failed with its reason in the record. One that need not be converted any
 * more is left alone.
 * @throws DecoderCrashError if the decoder broke down, and any error that is no fault of the file
 */
export async function convertClip(
  id: string,
  decoder: ClipDecoder,
  onProgress: (share: number) => void
): Promise<void> {
  const source = await startConversion(id);
  if (!source) return;
  try {
    const bytes = new Uint8Array(await source.file.arrayBuffer());
    await finishConversion(id, await decoder.decode(bytes, onProgress));
  } catch (error) {
    await failConversion(id, reasonFor(error));
  }
}

/** The sentence for the clip's row. @throws what is no fault of the file */
function reasonFor(error: unknown): string {
  if (error instanceof BadFileError) return error.message;
  if (error instanceof DOMException && error.name === 'QuotaExceededError')
    return 'There is no room left for this clip on this device. Delete what you do not need, then press Retry.';
  if (error instanceof DOMException && error.name === 'NotReadableError')
    return 'The browser could not read this file any more. Remove the clip and add the file again.';
  throw error;
}
