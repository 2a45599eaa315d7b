import { proxy } from 'comlink';
import type { SoundFormat } from '../../synthesis/soundFiles';
import type { SubtitleFormat } from '../../synthesis/subtitles';
import { withSaver } from '../workers';
import type { SpeechAudio, SpeechChunk } from './speech';

const types: Record<SoundFormat, string> = { wav: 'audio/wav', mp3: 'audio/mpeg', opus: 'audio/ogg' };

/** How a file is made, and who listens. */
export interface SaveRequest {
  /** called with the share that is done, 0 to 1 */
  onProgress?: (share: number) => void;
  /** ends it; the promise then rejects with the signal's reason */
  signal?: AbortSignal;
}

/** Speech as a sound file. */
export async function soundFile(
  { samples, sampleRate }: SpeechAudio,
  format: SoundFormat,
  request: SaveRequest = {}
): Promise<Blob> {
  const bytes = await saved(request, (api, onProgress) => api.sound(samples, sampleRate, format, onProgress));
  return new Blob([bytes], { type: types[format] });
}

/** A zip with a sound file of each paragraph. @param name the beginning of the files' names */
export async function paragraphFiles(
  parts: readonly SpeechChunk[],
  format: SoundFormat,
  name = 'speech',
  request: SaveRequest = {}
): Promise<Blob> {
  const sounds = parts.map(({ samples, sampleRate, silence, ends }) => ({
    samples,
    sampleRate,
    silence,
    ends
  }));
  const bytes = await saved(request, (api, onProgress) => api.paragraphs(sounds, name, format, onProgress));
  return new Blob([bytes], { type: 'application/zip' });
}

/** Subtitles of a text that was spoken. */
export async function subtitles(
  text: string,
  parts: readonly SpeechChunk[],
  format: SubtitleFormat
): Promise<Blob> {
  const sentences = parts.map(({ start, end, words, sampleRate, silence, samples: { length } }) => {
    return { start, end, words, sampleRate, silence, length };
  });
  return new Blob([await withSaver((api) => api.subtitles(text, sentences, format))], {
    type: format === 'srt' ? 'application/x-subrip' : 'text/vtt'
  });
}

type Saver = Parameters<Parameters<typeof withSaver>[0]>[0];

async function saved(
  { onProgress, signal }: SaveRequest,
  make: (api: Saver, onProgress: (share: number) => void) => Promise<Uint8Array<ArrayBuffer>>
): Promise<Uint8Array<ArrayBuffer>> {
  signal?.throwIfAborted();
  return withSaver((api) => {
    const aborted = new Promise<never>((_, reject) => {
      signal?.addEventListener('abort', () => reject(signal.reason as Error));
    });
    // Leaving ends the worker, and with it the encoding.
    return Promise.race([make(api, proxy(onProgress ?? (() => undefined))), aborted]);
  });
}
