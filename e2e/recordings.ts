/** Real MP3s for a test, made on the spot: eSpeak NG speaks, FFmpeg encodes, both in WebAssembly. */
import espeak from 'espeak-ng';
import { readFileSync } from 'node:fs';

/** As Playwright takes a file. */
export interface RecordedFile {
  name: string;
  mimeType: string;
  buffer: Buffer;
}

/** The sentences read aloud: sentence i is `prefix-i.mp3`. */
export async function record(prefix: string, sentences: string[]): Promise<RecordedFile[]> {
  const ffmpeg = await startFfmpeg();
  const files: RecordedFile[] = [];
  for (const [i, sentence] of sentences.entries()) {
    const spoken = await espeak({ arguments: ['-v', 'en-us', '-s', '150', '-w', 'spoken.wav', sentence] });
    ffmpeg.FS.writeFile('spoken.wav', spoken.FS.readFile('spoken.wav'));
    if (ffmpeg.exec('-i', 'spoken.wav', '-b:a', '64k', 'spoken.mp3') !== 0)
      throw new Error(`FFmpeg could not encode "${sentence}".`);
    const buffer = Buffer.from(ffmpeg.FS.readFile('spoken.mp3'));
    files.push({ name: `${prefix}-${i}.mp3`, mimeType: 'audio/mpeg', buffer });
  }
  return files;
}

/** FFmpeg's browser build takes Node for a worker if it finds a worker's location. */
async function startFfmpeg() {
  const scope = globalThis as { self?: unknown };
  scope.self = { location: { href: '' } };
  try {
    const { default: createFFmpegCore } = await import('@ffmpeg/core');
    const wasm = readFileSync(
      new URL('../node_modules/@ffmpeg/core/dist/esm/ffmpeg-core.wasm', import.meta.url)
    );
    return await createFFmpegCore({
      instantiateWasm(imports, done) {
        void WebAssembly.instantiate(wasm, imports).then(({ instance, module }) => done(instance, module));
        return {};
      }
    });
  } finally {
    delete scope.self;
  }
}

/** A list of transcripts in LJ Speech's format for the files. */
export function listOf(files: RecordedFile[], sentences: string[]): RecordedFile {
  const lines = files.map(({ name }, i) => `${name.replace('.mp3', '')}|${sentences[i]}|${sentences[i]}\n`);
  return { name: 'metadata.csv', mimeType: 'text/csv', buffer: Buffer.from(lines.join('')) };
}
