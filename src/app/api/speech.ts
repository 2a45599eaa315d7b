import { proxy } from 'comlink';
import type { SpeakOptions, SpokenSentence } from '../../synthesis/speak';
import { withSynthesiser } from '../workers';

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

/** The chunks of the newest speaking: only that one can be stopped. */
let newest: SpeechChunk[] | null = null;

/**
 * Text to speech. Whatever was being spoken before stops, and its promise rejects with an AbortError.
 * @throws NotFoundError if there is no such voice
 * @throws InvalidInputError if the text holds nothing to say, or an option is outside its limits
 */
export async function speak(
  voiceId: string,
  text: string,
  { onAudio, signal, ...options }: SpeakRequest = {}
): Promise<SpeechAudio> {
  signal?.throwIfAborted();
  const chunks: SpeechChunk[] = [];
  newest = chunks;
  const stop = () => {
    if (newest === chunks) void withSynthesiser((api) => api.stop()).catch(() => undefined);
  };
  signal?.addEventListener('abort', stop);
  try {
    const onSentence = proxy((sentence: SpokenSentence) => {
      const chunk = chunkOf(sentence);
      chunks.push(chunk);
      onAudio?.(chunk);
    });
    const complete = await withSynthesiser((api) => api.speak(voiceId, text, options, onSentence));
    if (!complete) throw new DOMException('The speaking was stopped.', 'AbortError');
  } finally {
    signal?.removeEventListener('abort', stop);
  }
  return joined(chunks);
}

/** A WAV file of 16-bit PCM. */
export async function wav({ samples, sampleRate }: SpeechAudio): Promise<Blob> {
  const file = await withSynthesiser((api) => api.wav(samples, sampleRate));
  return new Blob([file], { type: 'audio/wav' });
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
