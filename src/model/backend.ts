/**
 * Which TF.js backend trains on this device. Each is measured with a matMul of the networks' own shape: a real GPU's
 * WebGPU wins by far, but a software adapter loses to WebAssembly with threads.
 */
import * as tf from '@tensorflow/tfjs';
import wasmPlain from '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm.wasm?url';
import wasmSimd from '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-simd.wasm?url';
import wasmThreads from '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-threaded-simd.wasm?url';
import { DeviceLostError, UnsupportedError } from '../errors';

export type BackendName = 'webgpu' | 'webgl' | 'wasm' | 'cpu';

/** What was measured, and what follows. */
export interface BackendChoice {
  chosen: BackendName;
  /** a sentence for the person */
  why: string;
  /** matMul speed in GFLOPS of each backend that was tried */
  measured: Partial<Record<BackendName, number>>;
}

/** Seconds of one try after which a backend is not tried again. */
const tooSlow = 3;
/** GFLOPS above which no other backend needs to be tried. */
const plenty = 200;
const maxThreads = 8;
const startSeconds = 60;

/**
 * Makes a backend the current one.
 * @throws UnsupportedError if this browser does not have it
 */
export async function useBackend(name: BackendName): Promise<void> {
  try {
    const started = await within(startSeconds, start[name]());
    if (!started) throw new Error('it did not start');
  } catch (cause) {
    throw new UnsupportedError(
      `The backend "${name}" does not run in this browser (${cause instanceof Error ? cause.message : String(cause)}). Choose another, or leave the choice to the app.`,
      { cause }
    );
  }
}

const start: Record<BackendName, () => Promise<boolean>> = {
  async webgpu() {
    await import('@tensorflow/tfjs-backend-webgpu');
    return tf.setBackend('webgpu');
  },
  async webgl() {
    await import('@tensorflow/tfjs-backend-webgl');
    const started = await tf.setBackend('webgl');
    // Half precision cannot train: AdamW's moments vanish in it.
    if (started && !tf.env().getBool('WEBGL_RENDER_FLOAT32_ENABLED'))
      throw new Error('the graphics card computes in half precision only');
    return started;
  },
  async cpu() {
    await import('@tensorflow/tfjs-backend-cpu');
    return tf.setBackend('cpu');
  },
  async wasm() {
    const { setThreadsCount, setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
    setWasmPaths({
      'tfjs-backend-wasm.wasm': wasmPlain,
      'tfjs-backend-wasm-simd.wasm': wasmSimd,
      'tfjs-backend-wasm-threaded-simd.wasm': wasmThreads
    });
    const threads = wantedThreads();
    setThreadsCount(threads);
    // TF.js takes no more threads than half of the processors the browser reports: on two it would compute on one.
    Object.defineProperty(navigator, 'hardwareConcurrency', { value: 2 * threads, configurable: true });
    try {
      return await tf.setBackend('wasm');
    } finally {
      Reflect.deleteProperty(navigator, 'hardwareConcurrency');
    }
  }
};

/** Every processor of a small machine, half of a large one's: there two of them share a core more often than not. */
function wantedThreads(): number {
  const processors = navigator.hardwareConcurrency;
  return Math.min(processors, maxThreads, Math.max(4, Math.floor(processors / 2)));
}

/** Threads on which the wasm backend computes; 1 before it has started. */
export async function wasmThreadCount(): Promise<number> {
  const { getThreadsCount } = await import('@tensorflow/tfjs-backend-wasm');
  return tf.findBackend('wasm') ? getThreadsCount() : 1;
}

/** Measures what this device has and chooses. Takes a few seconds. */
export async function chooseBackend(): Promise<BackendChoice> {
  const measured: BackendChoice['measured'] = {};
  const adapter = await gpuAdapter();
  if (adapter === 'hardware') await measure('webgpu', measured);
  if ((measured.webgpu ?? 0) < plenty) {
    await measure('wasm', measured);
    // A software adapter draws WebGL in software too.
    if (adapter !== 'software') await measure('webgl', measured);
  }
  const ranking = (Object.entries(measured) as [BackendName, number][]).sort((a, b) => b[1] - a[1]);
  const [chosen, speed] = ranking[0] ?? ['cpu', 0];
  const seen = ranking.map(([name, gflops]) => `${name} ${gflops.toFixed(0)}`).join(', ');
  const gpu = {
    hardware: 'A graphics card was found.',
    software: 'The only graphics adapter is a software one, which is slower than WebAssembly.',
    none: 'This browser offers no graphics card to pages (WebGPU).'
  }[adapter];
  const count = await wasmThreadCount();
  const threads = count === 1 ? ' on one thread' : ` on ${count} threads`;
  const why = `${gpu} ${chosen}${chosen === 'wasm' ? threads : ''} is the fastest here, at ${speed.toFixed(0)} GFLOPS (measured: ${seen}).`;
  return { chosen, why, measured };
}

/** Measures a backend; one that does not start, or fails at its first matMul, cannot be chosen and is left out. */
async function measure(name: BackendName, measured: BackendChoice['measured']): Promise<void> {
  const speed = await useBackend(name)
    .then(matMulSpeed)
    .catch(() => null);
  if (speed !== null) measured[name] = speed;
}

/** The parts of TF.js's backends that tell of a lost graphics card. */
interface GpuBackend {
  /** WebGPU */
  device?: GPUDevice;
  /** WebGL */
  gpgpu?: { gl: WebGLRenderingContext };
}

/** Tells when the graphics card goes away that the current backend computes on. */
export interface DeviceWatch {
  /** false where the processor computes, which does not go away */
  isGraphicsCard: boolean;
  /** rejects with DeviceLostError, and never resolves: what was asked of a lost card may never be answered */
  lost: Promise<never>;
  /** what a lost card computes means nothing */
  isLost(): boolean;
}

/** Watches the current backend's graphics card, if it has one. */
export function watchDevice(): DeviceWatch {
  const { device, gpgpu } = tf.backend() as unknown as GpuBackend;
  let gone = false;
  const lost = new Promise<never>((_, reject) => {
    const lose = (reason: string) => {
      gone = true;
      reject(new DeviceLostError(`The graphics card went away while it computed (${reason}).`));
    };
    void device?.lost.then(({ message, reason }) => lose(message || reason || 'no reason given'));
    // An operation that failed for want of memory, say, leaves numbers that mean nothing.
    device?.addEventListener('uncapturederror', ({ error }) => lose(error.message));
    gpgpu?.gl.canvas.addEventListener('webglcontextlost', () => lose('the WebGL context was lost'));
  });
  // Who asks later than it was lost is told too.
  lost.catch(() => undefined);
  const isGraphicsCard = device !== undefined || gpgpu !== undefined;
  return { isGraphicsCard, lost, isLost: () => gone || gpgpu?.gl.isContextLost() === true };
}

/** Rejects where a promise takes longer: wasm threads that cannot start never say so. */
function within<T>(seconds: number, promise: Promise<T>): Promise<T> {
  return Promise.race([
    promise,
    new Promise<never>((_, reject) =>
      setTimeout(() => reject(new Error(`it did not start within ${seconds} s`)), seconds * 1000)
    )
  ]);
}

/**
 * Speed of the current backend in GFLOPS on [1024, 256] · [256, 768], the shape of the networks' heaviest matMul:
 * the best of five tries after a warm-up.
 */
export async function matMulSpeed(): Promise<number> {
  const [rows, inner, columns] = [1024, 256, 768];
  const repetitions = 8;
  const a = tf.randomNormal<tf.Rank.R2>([rows, inner]);
  const b = tf.randomNormal<tf.Rank.R2>([inner, columns]);
  const run = async () => {
    const start = performance.now();
    let last = tf.matMul(a, b);
    for (let i = 1; i < repetitions; i++) {
      const next = tf.matMul(a, b);
      last.dispose();
      last = next;
    }
    await last.data();
    last.dispose();
    return (performance.now() - start) / 1000;
  };
  let best = await run();
  // The first run pays for starting up; a backend that is still slow then need not be measured well.
  for (let i = 0; i < 5 && best < tooSlow; i++) best = Math.min(best, await run());
  tf.dispose([a, b]);
  return (2 * rows * inner * columns * repetitions) / best / 1e9;
}

async function gpuAdapter(): Promise<'hardware' | 'software' | 'none'> {
  const adapter = await navigator.gpu?.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) return 'none';
  const { info } = adapter;
  return info.isFallbackAdapter || /swiftshader|llvmpipe/i.test(`${info.architecture} ${info.description}`)
    ? 'software'
    : 'hardware';
}
