import { readFileSync } from 'node:fs';
import createFFmpegCore, { type FFmpegCore } from '@ffmpeg/core';
import type { LogEventCallback, ProgressEventCallback } from '@ffmpeg/ffmpeg';
import { Decoder, type LoadedFfmpeg } from '../src/audio/decode';

/** The app's own decoder, in Node, where the core runs in this thread instead of a worker. */
export async function nodeDecoder(): Promise<Decoder> {
  const core = await startCore();
  const ffmpeg: LoadedFfmpeg = {
    on(event: 'log' | 'progress', listener: LogEventCallback | ProgressEventCallback) {
      if (event === 'log') core.setLogger(listener as LogEventCallback);
      else core.setProgress(listener as ProgressEventCallback);
    },
    writeFile: async (path, data) => {
      core.FS.writeFile(path, data as Uint8Array);
      return true;
    },
    exec: async (args, timeout = -1) => {
      core.setTimeout(timeout);
      const code = core.exec(...args);
      core.reset();
      return code;
    },
    listDir: async (path) => core.FS.readdir(path).map((name) => ({ name, isDir: false })),
    readFile: async (path) => core.FS.readFile(path),
    deleteFile: async (path) => {
      core.FS.unlink(path);
      return true;
    },
    terminate: () => undefined
  };
  return new Decoder(ffmpeg);
}

/** FFmpeg's browser build takes Node for a worker if it finds a worker's location. */
async function startCore(): Promise<FFmpegCore> {
  const wasm = new URL('../node_modules/@ffmpeg/core/dist/esm/ffmpeg-core.wasm', import.meta.url);
  const module = await WebAssembly.compile(readFileSync(wasm));
  const scope = globalThis as { self?: unknown };
  scope.self = { location: { href: '' } };
  try {
    return await new Promise((resolve, reject) => {
      createFFmpegCore({
        instantiateWasm(imports, done) {
          WebAssembly.instantiate(module, imports).then((instance) => done(instance, module), reject);
          return {};
        }
      }).then(resolve, reject);
    });
  } finally {
    delete scope.self;
  }
}
