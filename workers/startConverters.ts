/** The page's pool of converters, each FFmpeg in a worker of its own. */
import wasmUrl from '@ffmpeg/core/wasm?url';
import { proxy } from 'comlink';
import { ConvertPool, type Converter } from '../src/dataset/convertPool';
import { UnsupportedError } from '../src/errors';
import type { ConvertApi } from './convert.worker';
import { startWorker } from './startWorker';

const maxConverters = 4;

/** FFmpeg's core, compiled once for all converters, and let go with the last of them. */
let compiled: Promise<WebAssembly.Module> | null = null;
let living = 0;

/** @param onProgress told the share of a clip that is converted, 0..1 */
export function convertPool(onProgress?: (clip: string, share: number) => void, size?: number): ConvertPool {
  const cores = Math.max(1, navigator.hardwareConcurrency || 1);
  return new ConvertPool(startConverter, size ?? Math.min(maxConverters, cores), onProgress);
}

function startConverter(): Converter {
  const worker = startWorker<ConvertApi>(
    new Worker(new URL('./convert.worker.ts', import.meta.url), { type: 'module' })
  );
  living++;
  void worker.over.then(() => {
    if (--living === 0) compiled = null;
  });
  const started = core().then((module) => worker.use((api) => api.start(module)));
  started.catch(() => undefined); // whoever lets it convert hears of it
  return {
    started,
    convert: (clip, onProgress) => worker.use((api) => api.convert(clip, proxy(onProgress))),
    end: worker.end
  };
}

function core(): Promise<WebAssembly.Module> {
  compiled ??= WebAssembly.compileStreaming(fetch(wasmUrl)).catch((error: unknown) => {
    compiled = null;
    throw new UnsupportedError(
      `The converter could not be loaded (${error instanceof Error ? error.message : String(error)}). Check the connection, then press Retry.`
    );
  });
  return compiled;
}
