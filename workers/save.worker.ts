/** Speech as files, in a worker: encoding an hour takes a minute. */
import wasmUrl from '@ffmpeg/core/wasm?url';
import { transfer } from 'comlink';
import { Encoder } from '../src/audio/encode';
import { paragraphsZip, soundFile, type SoundFormat } from '../src/synthesis/soundFiles';
import { subtitles, type SubtitledSentence, type SubtitleFormat } from '../src/synthesis/subtitles';
import { serve } from './serve';

let encoder: Promise<Encoder> | null = null;

/** The encoder, where a format needs one. */
async function encoderFor(format: SoundFormat): Promise<Encoder | null> {
  if (format === 'wav') return null;
  encoder ??= WebAssembly.compileStreaming(fetch(wasmUrl)).then((module) => Encoder.create(module));
  encoder.catch(() => (encoder = null));
  return encoder;
}

const api = {
  /** See soundFile. */
  async sound(
    samples: Float32Array<ArrayBuffer>,
    sampleRate: number,
    format: SoundFormat,
    onProgress: (share: number) => void
  ): Promise<Uint8Array<ArrayBuffer>> {
    const file = soundFile(samples, sampleRate, format, await encoderFor(format), onProgress);
    return transfer(file, [file.buffer]);
  },

  /** See paragraphsZip. */
  async paragraphs(
    parts: Parameters<typeof paragraphsZip>[0],
    name: string,
    format: SoundFormat,
    onProgress: (share: number) => void
  ): Promise<Uint8Array<ArrayBuffer>> {
    const zip = paragraphsZip(parts, name, format, await encoderFor(format), onProgress);
    return transfer(zip, [zip.buffer]);
  },

  subtitles: (text: string, sentences: SubtitledSentence[], format: SubtitleFormat) =>
    subtitles(text, sentences, format)
};

export type SaveApi = typeof api;
serve(api);
