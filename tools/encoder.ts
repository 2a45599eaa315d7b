/** FFmpeg's core in Node: it was built for workers, of whose globals it asks for two. */
import { readFileSync } from 'node:fs';
import type { Encoder } from '../src/audio/encode';

export async function nodeEncoder(): Promise<Encoder> {
  const wasm = new URL('../node_modules/@ffmpeg/core/dist/esm/ffmpeg-core.wasm', import.meta.url);
  Object.assign(globalThis, { self: globalThis, location: { href: wasm.href } });
  const { Encoder: Core } = await import('../src/audio/encode');
  return Core.create(await WebAssembly.compile(readFileSync(wasm)));
}
