import { at } from '../../at';
import { proxy } from 'comlink';
import type { Pronunciation } from '../../pronunciation';
import type { SpeakOptions, SpokenSentence, TimedWord } from '../../synthesis/speak';
import type { TextReading } from '../../synthesis/readText';
import { recordKey } from '../../store/lock';
import { streamed, type Streamed } from '../streamed';
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
  /** offsets in the text, where the sentence is */
  start: number;
  end: number;
  /** samples of silence at its end */
  silence: number;
  /** whether a sentence or a paragraph ends with it, or a long sentence goes on */
  ends: 'nothing' | 'sentence' | 'paragraph';
  /** when each word is heard, in samples from the start; null for a voice that does not tell */
  words: TimedWord[] | null;
  /** a sentence for each thing up to here that cannot be read or followed, with its place */
  notices: { from: number; to: number; text: string }[];
}

/** How to speak, and who listens meanwhile. */
export interface SpeakRequest extends SpeakOptions {
  /** called with each sentence in turn; where it returns a promise, the next is made when that is kept */
  onAudio?: (chunk: SpeechChunk) => void | Promise<void>;
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
 * Text to speech, plain or SSML. Whatever was being spoken before stops, and its promise rejects with an AbortError.
 * What is returned promises the whole, and gives its sentences by `for await`.
 * @throws NotFoundError if there is no such voice
 * @throws InvalidInputError if the text is too long or holds nothing to say, or an option is outside its limits
 */
export function speak(
  voiceId: string,
  text: string,
  { onAudio, signal, ...options }: SpeakRequest = {}
): Streamed<SpeechChunk, SpeechAudio> {
  return streamed((give, left) => {
    const each = async (chunk: SpeechChunk) => {
      await onAudio?.(chunk);
      await give(chunk);
    };
    return speakWhole(voiceId, text, options, each, signal ? AbortSignal.any([signal, left]) : left);
  });
}

async function speakWhole(
  voiceId: string,
  text: string,
  options: SpeakOptions,
  onAudio: (chunk: SpeechChunk) => Promise<void>,
  signal: AbortSignal
): Promise<SpeechAudio> {
  signal.throwIfAborted();
  const before = stopCurrent();
  const speaking: Speaking = { voice: voiceId, stopped: false };
  current = speaking;
  const stop = () => {
    if (current === speaking) void stopCurrent();
  };
  signal.addEventListener('abort', stop);
  const chunks: SpeechAudio[] = [];
  try {
    await before;
    // Built-in voices are not in the store, and are locked with the rest.
    await recordKey();
    const onSentence = proxy((sentence: SpokenSentence) => {
      const chunk = chunkOf(sentence);
      chunks.push(chunk);
      return onAudio(chunk);
    });
    const complete =
      !speaking.stopped && (await withSynthesiser((api) => api.speak(voiceId, text, options, onSentence)));
    if (!complete) throw stoppedError();
  } catch (error) {
    throw speaking.stopped ? stoppedError() : error;
  } finally {
    signal.removeEventListener('abort', stop);
    if (current === speaking) current = null;
  }
  return joined(chunks);
}

function stoppedError(): DOMException {
  return new DOMException('The speaking was stopped.', 'AbortError');
}

/**
 * How a voice reads a text, plain or SSML, without speaking it: its phonemes, and for each word what is said.
 * @throws NotFoundError if there is no such voice
 * @throws InvalidInputError if the text is too long or its SSML is not well-formed
 */
export async function reading(
  text: string,
  voiceId: string,
  { pronunciations }: { pronunciations?: readonly Pronunciation[] } = {}
): Promise<TextReading> {
  await recordKey();
  return withSynthesiser((api) => api.reading(voiceId, text, pronunciations));
}

/** A WAV file of 16-bit PCM. */
export async function wav({ samples, sampleRate }: SpeechAudio): Promise<Blob> {
  return new Blob([await withSynthesiser((api) => api.wav(samples, sampleRate))], { type: 'audio/wav' });
}

function chunkOf({ samples, silence, index, count, ...sentence }: SpokenSentence): SpeechChunk {
  const padded = new Float32Array(samples.length + silence);
  padded.set(samples);
  const { sampleRate, start, end, ends, words, notices } = sentence;
  return {
    samples: padded,
    sampleRate,
    silence,
    start,
    end,
    ends,
    words,
    notices,
    share: (index + 1) / count
  };
}

function joined(chunks: readonly SpeechAudio[]): SpeechAudio {
  const samples = new Float32Array(chunks.reduce((sum, chunk) => sum + chunk.samples.length, 0));
  let position = 0;
  for (const chunk of chunks) {
    samples.set(chunk.samples, position);
    position += chunk.samples.length;
  }
  return { samples, sampleRate: at(chunks, 0).sampleRate };
}
