/** Speech as MP3 or Opus, by FFmpeg's WebAssembly core, which runs in a worker or in Node. */
import createFFmpegCore, { type FFmpegCore } from '@ffmpeg/core';

/** What speech can be saved as, other than WAV. */
export type EncodedFormat = 'mp3' | 'opus';

/** FFmpeg's arguments: for one voice, 64 and 32 kbit/s cannot be told from the original. */
const codecs: Record<EncodedFormat, string[]> = {
  mp3: ['-c:a', 'libmp3lame', '-b:a', '64k', '-f', 'mp3'],
  opus: ['-c:a', 'libopus', '-b:a', '32k', '-application', 'voip', '-f', 'ogg']
};
const inputPath = 'speech';
const outputPath = 'encoded';

/** One instance of FFmpeg's core, for one recording after another. */
export class Encoder {
  private log: string[] = [];

  private constructor(private readonly core: FFmpegCore) {
    core.setLogger(({ message }) => this.log.push(message));
  }

  /** Starts a core. @param module compiled from @ffmpeg/core's wasm file */
  static async create(module: WebAssembly.Module): Promise<Encoder> {
    const core = await new Promise<FFmpegCore>((resolve, reject) => {
      createFFmpegCore({
        instantiateWasm(imports, done) {
          WebAssembly.instantiate(module, imports).then((instance) => done(instance, module), reject);
          return {};
        }
      }).then(resolve, reject);
    });
    return new Encoder(core);
  }

  /**
   * Encodes speech.
   * @param samples mono, within ±1
   * @param sampleRate Hz
   * @param onProgress called with the share done, 0..1
   * @returns the bytes of an .mp3, or of an .opus (Ogg)
   */
  encode(
    samples: Float32Array<ArrayBuffer>,
    sampleRate: number,
    format: EncodedFormat,
    onProgress: (share: number) => void = () => undefined
  ): Uint8Array<ArrayBuffer> {
    const { FS } = this.core;
    this.log = [];
    this.core.setProgress(({ progress }) => onProgress(Math.max(0, Math.min(1, progress || 0))));
    FS.writeFile(inputPath, new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength));
    try {
      const status = this.core.exec(
        ...['-hide_banner', '-loglevel', 'error', '-f', 'f32le', '-ar', String(sampleRate), '-ac', '1'],
        ...['-i', inputPath, ...codecs[format], outputPath]
      );
      if (status !== 0) throw new Error(`FFmpeg could not encode ${format}: ${this.log.join(' ')}`);
      return FS.readFile(outputPath);
    } finally {
      this.core.reset();
      const present = FS.readdir('/');
      for (const path of [inputPath, outputPath]) if (present.includes(path)) FS.unlink(path);
    }
  }
}
