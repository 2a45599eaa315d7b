/** Packages without types of their own, as far as the tests use them. */
declare module 'espeak-ng' {
  /** Runs the espeak-ng program with these arguments; its files are then in `FS`. */
  export default function espeak(options: {
    arguments: string[];
  }): Promise<{ FS: { readFile(path: string): Uint8Array } }>;
}

declare module '@ffmpeg/core' {
  /** The ffmpeg program: `exec` with its arguments, 0 where it succeeded. */
  export default function createFFmpegCore(options: { wasmBinary: Uint8Array }): Promise<{
    FS: { readFile(path: string): Uint8Array; writeFile(path: string, data: Uint8Array): void };
    exec(...args: string[]): number;
  }>;
}
