/**
 * eSpeak NG with all its languages, in WebAssembly. It is a program that was made to run once: it ends with parts of
 * its state used up. So its memory is put back as it was before each run; that also keeps it at its 32 MB.
 */
import type { EspeakModule } from 'espeak-ng';
import { NotFoundError } from '../errors';

interface WasmExports {
  memory: WebAssembly.Memory;
  stackSave(): number;
  stackAlloc(bytes: number): number;
  stackRestore(pointer: number): void;
  /** where the data that is compiled in (18 MB, never written) ends and the program's own begins */
  __emscripten_embedded_file_data: WebAssembly.Global<'i32'>;
}

/** Name of the browser's cache that keeps the program. */
export const espeakCache = 'espeak-ng';

let started: Promise<EspeakProgram> | undefined;

/**
 * A text as IPA, a line for each clause, as `espeak-ng -q --ipa -v VOICE` prints it. The first call loads the program
 * (9 MB compressed); all share one instance, in which a call takes about 10 ms.
 * @param voice a voice's file, e.g. "gmw/de"
 * @throws NotFoundError if the program is not on this device yet and cannot be loaded
 */
export async function espeakIpa(text: string, voice: string): Promise<string> {
  started ??= EspeakProgram.start().catch((error: unknown) => {
    started = undefined;
    throw error;
  });
  return (await started).ipa(text, voice);
}

class EspeakProgram {
  private readonly ownMemory: Uint8Array;
  private readonly fresh: Uint8Array;

  private constructor(
    private readonly module: EspeakModule,
    private readonly wasm: WasmExports
  ) {
    this.ownMemory = new Uint8Array(wasm.memory.buffer, wasm.__emscripten_embedded_file_data.value);
    // Behind its last byte there are only zeros.
    this.fresh = this.ownMemory.slice(0, this.ownMemory.findLastIndex((byte) => byte !== 0) + 1);
  }

  static async start(): Promise<EspeakProgram> {
    const [{ default: createEspeak }, wasm] = await Promise.all([import('espeak-ng'), instantiable()]);
    let exports: WebAssembly.Exports = {};
    const module = await new Promise<EspeakModule>((resolve, reject) => {
      createEspeak({
        noInitialRun: true,
        instantiateWasm(imports, done) {
          wasm(imports).then((instance) => {
            exports = instance.exports;
            done(instance);
          }, reject);
          return {};
        }
      }).then(resolve, reject);
    });
    return new EspeakProgram(module, exports as unknown as WasmExports);
  }

  /** Runs from start to end without a pause, so that no two calls can meet. */
  ipa(text: string, voice: string): string {
    this.module.FS.writeFile('/text', text);
    this.run(['espeak-ng', '-q', '--ipa', '-v', voice, '--phonout=/phonemes', '-f', '/text']);
    return this.module.FS.readFile('/phonemes', { encoding: 'utf8' });
  }

  private run(args: string[]): void {
    const { memory, stackSave, stackAlloc, stackRestore } = this.wasm;
    this.ownMemory.set(this.fresh);
    this.ownMemory.fill(0, this.fresh.length);
    const stack = stackSave();
    try {
      const bytes = new Uint8Array(memory.buffer);
      const pointers = args.map((arg) => {
        const text = new TextEncoder().encode(`${arg}\0`);
        const pointer = stackAlloc(text.length);
        bytes.set(text, pointer);
        return pointer;
      });
      const argv = stackAlloc(4 * (args.length + 1));
      new Uint32Array(memory.buffer, argv).set([...pointers, 0]);
      this.module._main(args.length, argv);
    } catch (cause) {
      // Not an Error but the program's exit status, or a wasm trap.
      throw new Error(`eSpeak NG failed (${args.join(' ')}): ${String((cause as Error).message)}`, { cause });
    } finally {
      stackRestore(stack);
    }
  }
}

/** The program's WebAssembly, loaded: from the disk in Node, from our own origin elsewhere. */
async function instantiable(): Promise<(imports: WebAssembly.Imports) => Promise<WebAssembly.Instance>> {
  const url = new URL('../../node_modules/espeak-ng/dist/espeak-ng.wasm', import.meta.url);
  if (url.protocol === 'file:') {
    // Not imported, so that a build for browsers does not look for it.
    const bytes = process.getBuiltinModule('node:fs').readFileSync(url);
    return async (imports) => (await WebAssembly.instantiate(bytes, imports)).instance;
  }
  const response = await keptResponse(url);
  return async (imports) => (await WebAssembly.instantiateStreaming(response, imports)).instance;
}

/**
 * The file from the browser's cache, where the first call puts it: so it is there with the network off, and no
 * visitor who needs it not has to load it. A file of an older build goes then.
 */
async function keptResponse(url: URL): Promise<Response> {
  const cache = await globalThis.caches?.open(espeakCache).catch(() => undefined);
  const kept = await cache?.match(url);
  if (kept) return kept;
  const response = await fetch(url).catch(() => null);
  if (!response?.ok)
    throw new NotFoundError(
      `eSpeak NG, which turns text of this language into sounds, could not be loaded${response ? ` (${response.status})` : ''}. Go online once and try again.`
    );
  if (cache) {
    for (const old of await cache.keys()) await cache.delete(old);
    // A full disk is no reason not to speak.
    await cache.put(url, response.clone()).catch(() => undefined);
  }
  return response;
}
