/** Recordings of any kind as samples, by FFmpeg's WebAssembly core, which runs in a worker only. */
import createFFmpegCore, { type FFmpegCore } from '@ffmpeg/core';
import { audioConfig, importConfig } from '../config';
import { BadFileError, DecoderCrashError } from '../errors';
import { wavSampleRate } from './wav';

const { sampleRate } = audioConfig;
const { minSeconds, maxSeconds, minSampleRate, long } = importConfig;
const inputPath = 'input';
const outputPath = 'output';
/** where a long recording is read from as it lies on disk */
const longPath = '/long';
/** ms for one file; only a damaged or hostile one takes so long */
const timeLimit = 180_000;
/** ms for a long one: half of real time, ten times what it takes on a slow phone */
const longTimeLimit = (long.maxSeconds * 1000) / 2;
/** bytes that have all of a WAV file's header */
const headerBytes = 65_536;
/**
 * Containers by FFmpeg's names. Others are refused: some of its text formats are lists of further files to open.
 */
const formats = 'mp3,wav,w64,aiff,caf,mov,flac,ogg,matroska,aac';

/** One instance of FFmpeg's core, for one file after another. */
export class Decoder {
  private log: string[] = [];

  private constructor(private readonly core: FFmpegCore) {
    core.setLogger(({ message }) => this.log.push(message));
  }

  /**
   * Starts a core.
   * @param module compiled from @ffmpeg/core's wasm file
   */
  static async create(module: WebAssembly.Module): Promise<Decoder> {
    const core = await new Promise<FFmpegCore>((resolve, reject) => {
      createFFmpegCore({
        instantiateWasm(imports, done) {
          WebAssembly.instantiate(module, imports).then((instance) => done(instance, module), reject);
          return {};
        }
      }).then(resolve, reject);
    });
    return new Decoder(core);
  }

  /**
   * Decodes one recording.
   * @param bytes the file, of any kind and content
   * @param onProgress called with the share done, 0..1
   * @returns 22 050 Hz mono, as FFmpeg resamples and mixes it
   * @throws BadFileError with a sentence for the person: not audio, no sound in it, too low a rate, too short, too long
   * @throws DecoderCrashError if the core broke down; it cannot be used again
   */
  decode(bytes: Uint8Array, onProgress: (share: number) => void): Float32Array<ArrayBuffer> {
    const { FS } = this.core;
    this.begin(bytes, onProgress);
    FS.writeFile(inputPath, bytes);
    try {
      this.run(inputPath, 'f32le', maxSeconds, timeLimit);
      const samples = FS.analyzePath(outputPath).exists
        ? new Float32Array(FS.readFile(outputPath).buffer)
        : new Float32Array(0);
      return this.checked(samples);
    } finally {
      for (const path of [inputPath, outputPath]) if (FS.analyzePath(path).exists) FS.unlink(path);
    }
  }

  /**
   * Decodes a long recording, which is not taken into memory: in a worker only.
   * @returns 22 050 Hz mono, 16 bits
   * @throws BadFileError, DecoderCrashError as `decode`
   */
  async decodeLong(file: Blob, onProgress: (share: number) => void): Promise<Int16Array<ArrayBuffer>> {
    if (file.size > long.maxFileBytes)
      throw new BadFileError(
        `This file has ${(file.size / 1e9).toFixed(1)} GB; a long recording may have at most ${long.maxFileBytes / 1e9}. Save it as MP3 or FLAC.`
      );
    const { FS } = this.core;
    this.begin(new Uint8Array(await file.slice(0, headerBytes).arrayBuffer()), onProgress);
    FS.mkdir(longPath);
    FS.mount(FS.filesystems.WORKERFS, { blobs: [{ name: inputPath, data: file }] }, longPath);
    try {
      this.run(`${longPath}/${inputPath}`, 's16le', long.maxSeconds, longTimeLimit);
      const bytes = FS.analyzePath(outputPath).exists ? FS.readFile(outputPath) : new Uint8Array(0);
      if (bytes.length < 2) throw this.failure();
      const samples = new Int16Array(bytes.buffer, 0, Math.floor(bytes.length / 2));
      if (samples.length > long.maxSeconds * sampleRate)
        throw new BadFileError(
          `This recording is longer than ${long.maxSeconds / 3600} hours. Cut it into two, each with its part of the text.`
        );
      return samples;
    } finally {
      FS.unmount(longPath);
      FS.rmdir(longPath);
      if (FS.analyzePath(outputPath).exists) FS.unlink(outputPath);
    }
  }

  /** @throws BadFileError for a WAV file of too low a rate: a few bytes of it are minutes of sound */
  private begin(header: Uint8Array, onProgress: (share: number) => void): void {
    const rate = wavSampleRate(header);
    if (rate !== null && rate < minSampleRate)
      throw new BadFileError(
        `The header of this WAV file says ${rate} samples a second; speech needs at least ${minSampleRate}. Record it again, at 22050 or more.`
      );
    this.log = [];
    this.core.setProgress(({ progress }) => onProgress(Math.max(0, Math.min(1, progress || 0))));
  }

  private run(input: string, format: string, seconds: number, milliseconds: number): void {
    const limit = String(seconds + 1);
    try {
      this.core.setTimeout(milliseconds);
      this.core.exec(
        ...[
          '-hide_banner',
          '-loglevel',
          'error',
          '-protocol_whitelist',
          'file',
          '-format_whitelist',
          formats
        ],
        ...['-i', input, '-vn', '-sn', '-dn', '-ac', '1', '-ar', String(sampleRate)],
        ...['-t', limit, '-f', format, outputPath]
      );
    } catch (error) {
      throw new DecoderCrashError(`The decoder broke down on this file (${String(error)}).`);
    } finally {
      this.core.reset();
    }
  }

  /** What came out, if it is a clip. A damaged file that gave some sound passes with that. */
  private checked(samples: Float32Array<ArrayBuffer>): Float32Array<ArrayBuffer> {
    const seconds = samples.length / sampleRate;
    if (samples.length === 0) throw this.failure();
    if (seconds < minSeconds)
      throw new BadFileError(
        `This recording has ${seconds.toFixed(2)} s; a clip needs at least ${minSeconds} s. Record the whole sentence again.`
      );
    if (seconds > maxSeconds)
      throw new BadFileError(
        `This recording is longer than ${maxSeconds / 60} minutes. Add it as one long recording, with its text (in the menu of the dataset), or cut it into sentences.`
      );
    // Float files may hold values that are not numbers.
    return samples.every(Number.isFinite) ? samples : samples.map((s) => (Number.isFinite(s) ? s : 0));
  }

  private failure(): BadFileError {
    const opened = !this.log.some((line) =>
      /Invalid data found|not on whitelist|Error opening input/i.test(line)
    );
    const noStream = this.log.some((line) => /does not contain any stream|matches no streams/i.test(line));
    return opened && noStream
      ? new BadFileError(
          'There is no sound in this file, only pictures or text. Choose a file with a recording.'
        )
      : new BadFileError(
          'This file is not audio that can be read (MP3, WAV, M4A, FLAC, OGG, OPUS and WEBM can), or it is damaged. Export the recording again.'
        );
  }
}
