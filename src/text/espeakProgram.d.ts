/** The npm package espeak-ng: the program eSpeak NG with all its data, built by Emscripten; it ships without types. */
declare module 'espeak-ng' {
  export interface EspeakModule {
    FS: {
      readFile(path: string): Uint8Array;
      readFile(path: string, options: { encoding: 'utf8' }): string;
      writeFile(path: string, text: string): void;
    };
    /** The program: `argv` points to `argc` pointers to its arguments. Returns its exit status. */
    _main(argc: number, argv: number): number;
  }

  /** Starts the program with these arguments, unless told to wait; its files are in `FS`. */
  export default function espeak(options: {
    arguments?: string[];
    noInitialRun?: boolean;
    print?: (line: string) => void;
    printErr?: (line: string) => void;
    instantiateWasm?: (
      imports: WebAssembly.Imports,
      done: (instance: WebAssembly.Instance) => void
    ) => Record<string, never>;
  }): Promise<EspeakModule>;
}
