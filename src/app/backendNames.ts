import type { BackendName } from '../model/backend';

/** What people call the backends. */
export const backendNames: Record<BackendName, string> = {
  webgpu: 'Graphics card (WebGPU)',
  webgl: 'Graphics card (WebGL)',
  wasm: 'Processor (WebAssembly)',
  cpu: 'Processor (plain, slow)'
};
