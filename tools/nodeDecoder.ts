import { readFileSync } from 'node:fs';
import { Decoder } from '../src/audio/decode';

/** The app's own decoder, in Node: FFmpeg's browser build takes it for a worker if it finds a worker's location. */
export async function nodeDecoder(): Promise<Decoder> {
  const wasm = new URL('../node_modules/@ffmpeg/core/dist/esm/ffmpeg-core.wasm', import.meta.url);
  const module = await WebAssembly.compile(readFileSync(wasm));
  const scope = globalThis as { self?: unknown };
  scope.self = { location: { href: '' } };
  try {
    return await Decoder.create(module);
  } finally {
    delete scope.self;
  }
}
