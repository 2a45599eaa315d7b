import { proxy } from 'comlink';
import type { SpeakOptions, SpokenSentence } from '../../synthesis/speak';
import { synthesiser } from '../workers';

/** Mono speech, within ±1. */
export interface SpeechAudio {
  samples: Float32Array<ArrayBuffer>;
  /** Hz */
  sampleRate: number;
}

/** A sentence with the silence behind it, as soon as it is made. */
export interface SpeechChunk extends SpeechAudio {
  /** how much of the text has been spoken with it, 0 to 1 */
  share: number;
}

/** How to speak, and who listens meanwhile. */
export interface SpeakRequest extends SpeakOptions {
  /** called with each sentence in turn */
  onAudio?: (chunk: SpeechChunk) => void;
  /** ends the speaking; the promise then rejects with an AbortError */
  signal?: AbortSignal;
}

/**
 * Text to speech. Whatever was being spoken before stops, and its promise rejects with an AbortError.
 * @throws NotFoundError if there is no such voice
 * @throws InvalidInputError if the text is too long or holds nothing to say, or an option is outside its limits
 */
export async function speak(
  voiceId: string,
  text: string,
  { onAudio, signal, ...options }: SpeakRequest = {}
): Promise<SpeechAudio> {
  const api = synthesiser();
  const chunks: SpeechChunk[] = [];
  const stop = () => void api.stop();
  signal?.throwIfAborted();
  signal?.addEventListener('abort', stop);
  try {
    const complete = await api.speak(
      voiceId,
      text,
      options,
      proxy((sentence: SpokenSentence) => {
        const chunk = chunkOf(sentence);
        chunks.push(chunk);
        onAudio?.(chunk);
      })
    );
    if (!complete) throw new DOMException('The speaking was stopped.', 'AbortError');
  } finally {
    signal?.removeEventListener('abort', stop);
  }
  return joined(chunks);
}

/** A WAV file of 16-bit PCM. */
export async function wav({ samples, sampleRate }: SpeechAudio): Promise<Blob> {
  return new Blob([await synthesiser().wav(samples, sampleRate)], { type: 'audio/wav' });
}

function chunkOf({ samples, silence, sampleRate, index, count }: SpokenSentence): SpeechChunk {
  const padded = new Float32Array(samples.length + silence);
  padded.set(samples);
  return { samples: padded, sampleRate, share: (index + 1) / count };
}

function joined(chunks: SpeechChunk[]): SpeechAudio {
  const samples = new Float32Array(chunks.reduce((sum, chunk) => sum + chunk.samples.length, 0));
  let position = 0;
  for (const chunk of chunks) {
    samples.set(chunk.samples, position);
    position += chunk.samples.length;
  }
  return { samples, sampleRate: chunks[0]!.sampleRate };
}
