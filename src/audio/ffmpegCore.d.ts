/** The part of the npm package @ffmpeg/core (FFmpeg as WebAssembly, one thread) that we use; it ships without types. */
declare module '@ffmpeg/core' {
  export interface FFmpegCore {
    FS: {
      writeFile(path: string, data: Uint8Array): void;
      readFile(path: string): Uint8Array<ArrayBuffer>;
      readdir(path: string): string[];
      unlink(path: string): void;
    };
    /** Runs ffmpeg with these arguments, to the end; returns its exit code. */
    exec(...args: string[]): number;
    /** Forgets the exit code and the time limit of the last run. */
    reset(): void;
    /** ms after which a run ends itself; -1 for none */
    setTimeout(ms: number): void;
    setLogger(logger: (line: { type: string; message: string }) => void): void;
    setProgress(listener: (state: { progress: number; time: number }) => void): void;
  }
  export interface FFmpegCoreOptions {
    /** instantiates the module in the core's stead, so that it is compiled once for many workers */
    instantiateWasm?: (
      imports: WebAssembly.Imports,
      done: (instance: WebAssembly.Instance, module: WebAssembly.Module) => void
    ) => object;
  }
  export default function createFFmpegCore(options?: FFmpegCoreOptions): Promise<FFmpegCore>;
}
