import { at } from '../../at';
import { proxy } from 'comlink';
import type { SpeakOptions, SpokenSentence } from '../../synthesis/speak';
import { recordKey } from '../../store/lock';
import { stopSynthesiser, withSynthesiser } from '../workers';

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

interface Speaking {
  voice: string;
  stopped: boolean;
}

/** The newest speaking, while it lasts: only that one can be stopped. */
let current: Speaking | null = null;

/** Ends what is being spoken, if anything is, even where the voice takes for ever. */
async function stopCurrent(): Promise<void> {
  if (!current) return;
  current.stopped = true;
  current = null;
  await stopSynthesiser();
}

/** Ends what a voice is speaking, and lets go of it. For a voice that is deleted. */
export async function silence(voice: string): Promise<void> {
  if (current?.voice === voice) await stopCurrent();
  await withSynthesiser((api) => api.release(voice));
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
  signal?.throwIfAborted();
  const before = stopCurrent();
  const speaking: Speaking = { voice: voiceId, stopped: false };
  current = speaking;
  const stop = () => {
    if (current === speaking) void stopCurrent();
  };
  signal?.addEventListener('abort', stop);
  const chunks: SpeechChunk[] = [];
  try {
    await before;
    // Built-in voices are not in the store, and are locked with the rest.
    await recordKey();
    const onSentence = proxy((sentence: SpokenSentence) => {
      const chunk = chunkOf(sentence);
      chunks.push(chunk);
      onAudio?.(chunk);
    });
    const complete =
      !speaking.stopped && (await withSynthesiser((api) => api.speak(voiceId, text, options, onSentence)));
    if (!complete) throw stoppedError();
  } catch (error) {
    throw speaking.stopped ? stoppedError() : error;
  } finally {
    signal?.removeEventListener('abort', stop);
    if (current === speaking) current = null;
  }
  return joined(chunks);
}

function stoppedError(): DOMException {
  return new DOMException('The speaking was stopped.', 'AbortError');
}

/** A WAV file of 16-bit PCM. */
export async function wav({ samples, sampleRate }: SpeechAudio): Promise<Blob> {
  return new Blob([await withSynthesiser((api) => api.wav(samples, sampleRate))], { type: 'audio/wav' });
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
  return { samples, sampleRate: at(chunks, 0).sampleRate };
}
