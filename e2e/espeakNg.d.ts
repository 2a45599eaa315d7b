/** The part of the npm package espeak-ng that the tests use; it ships without types. */
declare module 'espeak-ng' {
  /** Runs the espeak-ng program with these arguments; its files are then in `FS`. */
  export default function espeak(options: {
    arguments: string[];
  }): Promise<{ FS: { readFile(path: string): Uint8Array } }>;
}
