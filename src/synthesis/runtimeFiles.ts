/** The runtime's own files, served from our origin: for pages and workers (in Node the runtime finds them itself). */
import mjs from 'onnxruntime-web/ort-wasm-simd-threaded.mjs?url';
import wasm from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import { useRuntimeFiles } from './session';

/** More threads than this gain nothing on matrices of this size. */
const maxThreads = 4;

/** Absolute URLs. */
export const ownFiles = {
  mjs: new URL(mjs, location.href).href,
  wasm: new URL(wasm, location.href).href
};

/** Prepares the runtime, with threads where the page is cross-origin isolated. Call it before the first session. */
export function useOwnRuntimeFiles() {
  const threads = globalThis.crossOriginIsolated ? Math.min(maxThreads, navigator.hardwareConcurrency) : 1;
  useRuntimeFiles(ownFiles, threads);
}
