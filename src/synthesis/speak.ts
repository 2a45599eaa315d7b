/** Text to speech, a sentence at a time, so that playing starts while the rest is still being spoken. */
import { at } from '../at';
import { textProblem } from '../config';
import { InvalidInputError } from '../errors';
import { evenLevel } from './evenLevel';
import { pronounce } from './pronounce';
import { splitSentences, type Sentence } from '../text/sentences';
import type { VoiceSession } from './session';
import type { VoiceConfig } from './voiceConfig';

export interface SpeakOptions {
  /** 1 is natural, 2 twice as fast; 0.25 to 4 */
  speed?: number;
  /** 0 is natural; -24 to 24. Only voices made here follow it. */
  semitones?: number;
  /** 1 is natural, 0 monotone; up to 3. Only voices made here follow it. */
  intonation?: number;
  /** how lively durations and pitch are: 1 is natural, 0 always reads a sentence the same way; up to 1.5 */
  expressiveness?: number;
  /** breath and hiss: 1 is natural, 0 is none; up to 2 */
  noise?: number;
  /** seconds of silence behind a sentence; 0 to 10 */
  sentenceSilence?: number;
  /** seconds of silence behind a paragraph; 0 to 10 */
  paragraphSilence?: number;
}

const natural: Required<SpeakOptions> = {
  speed: 1,
  semitones: 0,
  intonation: 1,
  expressiveness: 1,
  noise: 1,
  sentenceSilence: 0.25,
  paragraphSilence: 0.6
};

const limits: Record<keyof SpeakOptions, [low: number, high: number]> = {
  speed: [0.25, 4],
  semitones: [-24, 24],
  intonation: [0, 3],
  expressiveness: [0, 1.5],
  noise: [0, 2],
  sentenceSilence: [0, 10],
  paragraphSilence: [0, 10]
};

/** s of speech and silence, which are held in memory whole: 320 MB a copy */
const maxSeconds = 3600;

/** A phoneme and how many samples it lasts. */
export interface TimedPhoneme {
  symbol: string;
  samples: number;
}

export interface SpokenSentence extends Sentence {
  /** its place among all sentences of the text */
  index: number;
  count: number;
  /** mono, within ±1 */
  samples: Float32Array;
  /** Hz */
  sampleRate: number;
  /** samples of silence to leave behind it */
  silence: number;
  /** null where the voice does not tell its durations */
  phonemes: TimedPhoneme[] | null;
}

/** @throws InvalidInputError if an option is outside its limits */
function checked(options: SpeakOptions): Required<SpeakOptions> {
  const all = { ...natural, ...options };
  for (const [name, [low, high]] of Object.entries(limits) as [keyof SpeakOptions, [number, number]][])
    if (!(all[name] >= low && all[name] <= high))
      throw new InvalidInputError(`${name} must be from ${low} to ${high}; it is ${all[name]}.`);
  return all;
}

/**
 * Speaks a text. Sentences without a word in them are passed over.
 * @throws InvalidInputError if an option is outside its limits, or the text is too long or holds nothing to say
 * @throws UnsupportedError if the voice is of a language that is not spoken here
 * @throws the signal's reason once it is aborted, between two sentences
 */
export async function* speak(
  voice: VoiceSession,
  config: VoiceConfig,
  text: string,
  options: SpeakOptions = {},
  signal?: AbortSignal
): AsyncGenerator<SpokenSentence> {
  const { speed, semitones, intonation, expressiveness, noise, sentenceSilence, paragraphSilence } =
    checked(options);
  const prosody = {
    noise: config.noiseScale * noise,
    noiseW: config.noiseW * expressiveness,
    length: config.lengthScale / speed,
    semitones,
    intonation
  };
  const problem = textProblem(text);
  if (problem) throw new InvalidInputError(problem);
  const sentences = splitSentences(text);
  let spoken = 0;
  /** in samples */
  let length = 0;
  for (const [index, sentence] of sentences.entries()) {
    signal?.throwIfAborted();
    const pronunciation = await pronounce(sentence.text, config);
    if (!pronunciation) continue;
    signal?.throwIfAborted();
    const { samples, durations } = await voice.synthesise(pronunciation.ids, prosody);
    // Voices of other programs have another level, which is not known here.
    const level = voice.hasPitchControl ? evenLevel(samples) : samples;
    const seconds = { nothing: 0, sentence: sentenceSilence, paragraph: paragraphSilence }[sentence.ends];
    const silence = index === sentences.length - 1 ? 0 : Math.round(seconds * config.sampleRate);
    length += level.length + silence;
    if (length > maxSeconds * config.sampleRate)
      throw new InvalidInputError(
        `Speech may last ${maxSeconds / 60} minutes at once; this text lasts longer. Speak it in parts, faster or with shorter pauses.`
      );
    yield {
      ...sentence,
      index,
      count: sentences.length,
      samples: level,
      sampleRate: config.sampleRate,
      silence,
      phonemes: durations && timedPhonemes(pronunciation.symbols, durations)
    };
    spoken++;
  }
  if (spoken === 0) throw new InvalidInputError('There is nothing to say: the text holds no words.');
}

/** Each phoneme with its length; pads last nothing and are left out. */
function timedPhonemes(symbols: string[], durations: Float32Array): TimedPhoneme[] {
  return symbols
    .map((symbol, i) => ({ symbol, samples: Math.round(at(durations, i)) }))
    .filter(({ symbol }) => symbol !== '_');
}

/** Sentences and the silences between them as one recording. */
export function joinSentences(sentences: readonly SpokenSentence[]): Float32Array<ArrayBuffer> {
  const length = sentences.reduce((sum, s) => sum + s.samples.length + s.silence, 0);
  const all = new Float32Array(length);
  let position = 0;
  for (const { samples, silence } of sentences) {
    all.set(samples, position);
    position += samples.length + silence;
  }
  return all;
}
