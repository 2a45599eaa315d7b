/** Speech as files to keep: one of all, or one of each paragraph in a zip. */
import { zipSync, type Zippable } from 'fflate';
import type { EncodedFormat, Encoder } from '../audio/encode';
import { writeWav } from '../audio/wav';
import type { Sentence } from '../text/sentences';

export type SoundFormat = 'wav' | EncodedFormat;

/** A sentence with the silence behind it. */
export interface SoundPart {
  samples: Float32Array<ArrayBuffer>;
  sampleRate: number;
  /** samples of silence at its end */
  silence: number;
  ends: Sentence['ends'];
}

/** The bytes of a sound file. @param encoder for other formats than WAV */
export function soundFile(
  samples: Float32Array<ArrayBuffer>,
  sampleRate: number,
  format: SoundFormat,
  encoder: Pick<Encoder, 'encode'> | null,
  onProgress?: (share: number) => void
): Uint8Array<ArrayBuffer> {
  if (format === 'wav') return writeWav(samples, sampleRate);
  if (!encoder) throw new Error(`${format} needs an encoder.`);
  return encoder.encode(samples, sampleRate, format, onProgress);
}

/**
 * A zip with a file of each paragraph, numbered, without the silence at its end.
 * @param name the beginning of the files' names
 */
export function paragraphsZip(
  parts: readonly SoundPart[],
  name: string,
  format: SoundFormat,
  encoder: Pick<Encoder, 'encode'> | null,
  onProgress: (share: number) => void
): Uint8Array<ArrayBuffer> {
  const all = paragraphs(parts);
  const digits = String(all.length).length;
  const files: Zippable = {};
  for (const [i, { samples, sampleRate }] of all.entries()) {
    const number = String(i + 1).padStart(digits, '0');
    // Sound does not shrink.
    files[`${name}-${number}.${format}`] = [soundFile(samples, sampleRate, format, encoder), { level: 0 }];
    onProgress((i + 1) / all.length);
  }
  return zipSync(files);
}

function paragraphs(
  parts: readonly SoundPart[]
): { samples: Float32Array<ArrayBuffer>; sampleRate: number }[] {
  const all: { samples: Float32Array<ArrayBuffer>; sampleRate: number }[] = [];
  let own: SoundPart[] = [];
  for (const [i, part] of parts.entries()) {
    own.push(part);
    if (part.ends !== 'paragraph' && i < parts.length - 1) continue;
    const samples = new Float32Array(
      own.reduce((sum, { samples: { length } }) => sum + length, 0) - part.silence
    );
    let at = 0;
    for (const { samples: each } of own) {
      samples.set(each.subarray(0, samples.length - at), at);
      at += each.length;
    }
    if (samples.length > 0) all.push({ samples, sampleRate: part.sampleRate });
    own = [];
  }
  return all;
}
