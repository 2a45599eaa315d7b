/** One recording of hours, which FFmpeg reads where it lies. */
import type { FFFSType, FFmpeg } from '@ffmpeg/ffmpeg';
import { audioConfig, importConfig } from '../config';
import { BadFileError, DecoderCrashError } from '../errors';
import { checkRate, decoding, outputPath, reasonOf, undecodable } from './decode';

const { maxFileBytes, maxSeconds } = importConfig.long;
const mountPath = '/long';
const inputName = 'input';
/** ms: half of real time, ten times what a slow phone takes */
const timeLimit = (maxSeconds * 1000) / 2;
/** bytes that have all of a WAV file's header */
const headerBytes = 65_536;
/** The enumeration itself is not worth loading the package for. */
const workerFileSystem = 'WORKERFS' as FFFSType;

/**
 * Decodes a long recording without taking its file into memory.
 * @param ffmpeg loaded, see startFfmpeg.ts; not to be used for anything else
 * @param onProgress called with the share done, 0..1
 * @returns 22 050 Hz mono, 16 bits
 * @throws BadFileError with a sentence for the person: not audio, no sound in it, too low a rate, too long
 * @throws DecoderCrashError if FFmpeg broke down
 */
export async function decodeLong(
  ffmpeg: FFmpeg,
  file: Blob,
  onProgress: (share: number) => void
): Promise<Int16Array<ArrayBuffer>> {
  if (file.size > maxFileBytes)
    throw new BadFileError(
      `This file has ${(file.size / 1e9).toFixed(1)} GB; a long recording may have at most ${maxFileBytes / 1e9}. Save it as MP3 or FLAC.`
    );
  checkRate(new Uint8Array(await file.slice(0, headerBytes).arrayBuffer()));
  const log: string[] = [];
  ffmpeg.on('log', ({ message }) => log.push(message));
  ffmpeg.on('progress', ({ progress }) => onProgress(Math.max(0, Math.min(1, progress || 0))));
  const samples = await run(ffmpeg, file).catch((error: unknown) => {
    throw new DecoderCrashError(`The decoder broke down on this file (${reasonOf(error)}).`);
  });
  if (samples.length === 0) throw undecodable(log);
  if (samples.length > maxSeconds * audioConfig.sampleRate)
    throw new BadFileError(
      `This recording is longer than ${maxSeconds / 3600} hours. Cut it into two, each with its part of the text.`
    );
  return samples;
}

/** @throws whatever FFmpeg breaks down with */
async function run(ffmpeg: FFmpeg, file: Blob): Promise<Int16Array<ArrayBuffer>> {
  await ffmpeg.createDir(mountPath);
  await ffmpeg.mount(workerFileSystem, { blobs: [{ name: inputName, data: file }] }, mountPath);
  await ffmpeg.exec(decoding(`${mountPath}/${inputName}`, 's16le', maxSeconds), timeLimit);
  const made = await ffmpeg.listDir('/');
  if (!made.some(({ name }) => name === outputPath)) return new Int16Array(0);
  const output = (await ffmpeg.readFile(outputPath)) as Uint8Array<ArrayBuffer>;
  return new Int16Array(output.buffer, 0, output.length >> 1);
}
