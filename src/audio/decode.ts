/** Recordings of any kind as samples, by FFmpeg's WebAssembly core. */
import type { FFmpeg } from '@ffmpeg/ffmpeg';
import { audioConfig, importConfig } from '../config';
import { BadFileError, DecoderCrashError } from '../errors';
import { wavSampleRate } from './wav';

const { sampleRate } = audioConfig;
const { minSeconds, maxSeconds, minSampleRate } = importConfig;
const inputPath = 'input';
const outputPath = 'output';
/** ms for one file; only a damaged or hostile one takes so long */
const timeLimit = 180_000;
/** ms after that in which FFmpeg must have ended itself; a worker that the browser ended never answers */
const patience = 20_000;
/**
 * Containers by FFmpeg's names. Others are refused: some of its text formats are lists of further files to open.
 */
const formats = 'mp3,wav,w64,aiff,caf,mov,flac,ogg,matroska,aac';

/** What is used of FFmpeg once it is loaded. */
export type LoadedFfmpeg = Pick<
  FFmpeg,
  'on' | 'writeFile' | 'exec' | 'listDir' | 'readFile' | 'deleteFile' | 'terminate'
>;

/** One instance of FFmpeg, for one file after another. */
export class Decoder {
  private log: string[] = [];
  private onProgress: (share: number) => void = () => undefined;

  /** @param ffmpeg loaded, see startFfmpeg.ts */
  constructor(private readonly ffmpeg: LoadedFfmpeg) {
    ffmpeg.on('log', ({ message }) => this.log.push(message));
    ffmpeg.on('progress', ({ progress }) => this.onProgress(Math.max(0, Math.min(1, progress || 0))));
  }

  /**
   * Decodes one recording.
   * @param bytes the file, of any kind and content; it is given away
   * @param onProgress called with the share done, 0..1
   * @returns 22 050 Hz mono, as FFmpeg resamples and mixes it
   * @throws BadFileError with a sentence for the person: not audio, no sound in it, too low a rate, too short, too long
   * @throws DecoderCrashError if FFmpeg broke down; it cannot be used again
   */
  async decode(
    bytes: Uint8Array<ArrayBuffer>,
    onProgress: (share: number) => void
  ): Promise<Float32Array<ArrayBuffer>> {
    const rate = wavSampleRate(bytes);
    if (rate !== null && rate < minSampleRate)
      throw new BadFileError(
        `The header of this WAV file says ${rate} samples a second; speech needs at least ${minSampleRate}. Record it again, at 22050 or more.`
      );
    this.log = [];
    this.onProgress = onProgress;
    let alarm: ReturnType<typeof setTimeout> | undefined;
    const silent = new Promise<never>((_, reject) => {
      alarm = setTimeout(() => reject(new Error('it does not answer')), timeLimit + patience);
    });
    try {
      return this.checked(await Promise.race([silent, this.run(bytes)]));
    } catch (error) {
      if (error instanceof BadFileError) throw error;
      this.ffmpeg.terminate();
      throw new DecoderCrashError(`The decoder broke down on this file (${reasonOf(error)}).`);
    } finally {
      clearTimeout(alarm);
    }
  }

  /** @throws whatever FFmpeg breaks down with */
  private async run(bytes: Uint8Array<ArrayBuffer>): Promise<Float32Array<ArrayBuffer>> {
    const { ffmpeg } = this;
    await ffmpeg.writeFile(inputPath, bytes);
    await ffmpeg.exec(
      [
        ...[
          '-hide_banner',
          '-loglevel',
          'error',
          '-protocol_whitelist',
          'file',
          '-format_whitelist',
          formats
        ],
        ...['-i', inputPath, '-vn', '-sn', '-dn', '-ac', '1', '-ar', String(sampleRate)],
        ...['-t', String(maxSeconds + 1), '-f', 'f32le', outputPath]
      ],
      timeLimit
    );
    await ffmpeg.deleteFile(inputPath);
    const made = await ffmpeg.listDir('/');
    if (!made.some(({ name }) => name === outputPath)) return new Float32Array(0);
    const output = (await ffmpeg.readFile(outputPath)) as Uint8Array<ArrayBuffer>;
    await ffmpeg.deleteFile(outputPath);
    return new Float32Array(output.buffer);
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
        `This recording is longer than ${maxSeconds / 60} minutes. Cut it into sentences of at most 17 s each.`
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

/** FFmpeg's worker throws texts. */
function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
