/** FFmpeg in a worker of its own, its files from our own origin. */
import coreUrl from '@ffmpeg/core?url';
import wasmUrl from '@ffmpeg/core/wasm?url';
import { FFmpeg } from '@ffmpeg/ffmpeg';
import workerUrl from '@ffmpeg/ffmpeg/worker?worker&url';
import { UnsupportedError } from '../errors';

/** Starts FFmpeg. @throws UnsupportedError if it cannot be loaded, or does not run in this browser */
export async function startFfmpeg(): Promise<FFmpeg> {
  const ffmpeg = new FFmpeg();
  try {
    // FFmpeg waits for ever for a worker whose script is gone.
    const { ok, status } = await fetch(workerUrl);
    if (!ok) throw new Error(`the server answered ${status}`);
    await ffmpeg.load({ classWorkerURL: workerUrl, coreURL: coreUrl, wasmURL: wasmUrl });
  } catch (error) {
    ffmpeg.terminate();
    // Its worker throws texts.
    const reason = error instanceof Error ? error.message : String(error);
    throw new UnsupportedError(
      `The converter could not be loaded (${reason}). Check the connection, then press Retry.`
    );
  }
  return ffmpeg;
}
