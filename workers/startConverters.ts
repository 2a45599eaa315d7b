/** The page's pool of converters, each FFmpeg in workers of its own. */
import { proxy } from 'comlink';
import { ConvertPool, type Converter } from '../src/dataset/convertPool';
import type { ConvertApi } from './convert.worker';
import { startWorker } from './startWorker';

const maxConverters = 4;

/** @param onProgress told the share of a clip that is converted, 0..1 */
export function convertPool(onProgress?: (clip: string, share: number) => void, size?: number): ConvertPool {
  const cores = Math.max(1, navigator.hardwareConcurrency || 1);
  return new ConvertPool(startConverter, size ?? Math.min(maxConverters, cores), onProgress);
}

function startConverter(): Converter {
  const worker = startWorker<ConvertApi>(
    new Worker(new URL('./convert.worker.ts', import.meta.url), { type: 'module' })
  );
  const started = worker.use((api) => api.start());
  started.catch(() => undefined); // whoever lets it convert hears of it
  return {
    started,
    convert: (clip, onProgress) => worker.use((api) => api.convert(clip, proxy(onProgress))),
    end: worker.end
  };
}
