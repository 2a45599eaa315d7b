/** Text to speech, a sentence at a time, so that playing starts while the rest is still being spoken. */
import { at } from '../at';
import { textProblem } from '../config';
import { InvalidInputError } from '../errors';
import type { Pronunciation as ListedPronunciation } from '../pronunciation';
import type { Manner } from '../text/manner';
import type { PlacedWord } from '../text/reading';
import { readScript } from '../text/script';
import type { Sentence } from '../text/sentences';
import type { ScriptNotice } from '../text/sounds';
import { utterances, type Utterance } from '../text/utterances';
import { evenLevel } from './evenLevel';
import { languageOf, pronounce, type Pronunciation } from './pronounce';
import { unreadNotices } from './readText';
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
  /** words that are said otherwise than they are written; the last of two for one word counts */
  pronunciations?: readonly ListedPronunciation[];
  /** offset in the text: sentences that end before it are not spoken */
  from?: number;
}

type Amounts = Required<Omit<SpeakOptions, 'pronunciations' | 'from'>>;

const natural: Amounts = {
  speed: 1,
  semitones: 0,
  intonation: 1,
  expressiveness: 1,
  noise: 1,
  sentenceSilence: 0.25,
  paragraphSilence: 0.6
};

const limits: Record<keyof Amounts, [low: number, high: number]> = {
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

/** A written word, or several that are read as one, and when it is heard. */
export interface TimedWord {
  /** offsets in the given text */
  from: number;
  to: number;
  /** samples from the start of the sentence */
  start: number;
  end: number;
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
  /** null where the voice does not tell its durations */
  words: TimedWord[] | null;
  /** what of the text up to here cannot be read or followed, that no sentence before has told */
  notices: ScriptNotice[];
}

/** @throws InvalidInputError if an option is outside its limits */
function checked(options: SpeakOptions): Amounts {
  const all = { ...natural, ...options };
  for (const [name, [low, high]] of Object.entries(limits) as [keyof Amounts, [number, number]][])
    if (!(all[name] >= low && all[name] <= high))
      throw new InvalidInputError(`${name} must be from ${low} to ${high}; it is ${all[name]}.`);
  return all;
}

/**
 * Speaks a text, plain or SSML. Sentences without a word in them are passed over; one that has only what cannot be
 * read is told with no samples.
 * @throws InvalidInputError if an option is outside its limits, the SSML is not well-formed, or the text is too long or
 *   holds nothing to say
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
  const amounts = checked(options);
  const problem = textProblem(text);
  if (problem) throw new InvalidInputError(problem);
  const language = languageOf(config.espeakVoice);
  const script = readScript(text, language, options.pronunciations);
  const all = utterances(script);
  const waiting = [...script.notices];
  let spoken = 0;
  /** in samples */
  let length = 0;
  for (const [index, utterance] of all.entries()) {
    signal?.throwIfAborted();
    if (utterance.end <= (options.from ?? 0) && utterance.end > utterance.start) continue;
    const { pronunciation, reading } = await pronounce(utterance.text, config, script.sounds);
    signal?.throwIfAborted();
    const told = waiting.filter(({ from }) => from < utterance.end || index === all.length - 1);
    const notices = [...told, ...unreadNotices(text, reading.unread, language)];
    const silence = silenceBehind(utterance, index === all.length - 1, amounts, config);
    if (!pronunciation && notices.length === 0 && utterance.pause === null) continue;
    waiting.splice(0, waiting.length, ...waiting.filter((notice) => !told.includes(notice)));
    const { samples, durations } = pronunciation
      ? await synthesised(voice, config, pronunciation, amounts, utterance.manner)
      : { samples: new Float32Array(0), durations: null };
    length += samples.length + silence;
    if (length > maxSeconds * config.sampleRate)
      throw new InvalidInputError(
        `Speech may last ${maxSeconds / 60} minutes at once; this text lasts longer. Speak it in parts, faster or with shorter pauses.`
      );
    const { start, end, ends } = utterance;
    yield {
      text: text.slice(start, end),
      start,
      end,
      ends,
      index,
      count: all.length,
      samples,
      sampleRate: config.sampleRate,
      silence,
      phonemes: pronunciation && durations && timedPhonemes(pronunciation.symbols, durations),
      words: pronunciation && durations && timedWords(reading.words, pronunciation, durations),
      notices
    };
    if (pronunciation) spoken++;
  }
  if (spoken === 0)
    throw new InvalidInputError('There is nothing to say: the text holds no words that this voice can read.');
}

async function synthesised(
  voice: VoiceSession,
  config: VoiceConfig,
  { ids }: Pronunciation,
  { speed, semitones, intonation, expressiveness, noise }: Amounts,
  manner: Manner
) {
  const within = (value: number, [low, high]: [number, number]) => Math.min(high, Math.max(low, value));
  const { samples, durations } = await voice.synthesise(ids, {
    noise: config.noiseScale * noise,
    noiseW: config.noiseW * expressiveness,
    length: config.lengthScale / within(speed * manner.rate, limits.speed),
    semitones: within(semitones + manner.semitones, limits.semitones),
    intonation: within(intonation * manner.range, limits.intonation)
  });
  // Voices of other programs have another level, which is not known here.
  return { samples: voice.hasPitchControl ? evenLevel(samples) : samples, durations };
}

/** Samples of silence behind a sentence: what was asked for there, else what is usual where one ends. */
function silenceBehind(
  { ends, pause }: Utterance,
  isLast: boolean,
  { sentenceSilence, paragraphSilence }: Amounts,
  { sampleRate }: VoiceConfig
): number {
  const usual = { nothing: 0, sentence: sentenceSilence, paragraph: paragraphSilence }[ends];
  return Math.round((pause ?? (isLast ? 0 : usual)) * sampleRate);
}

/** When each word is heard: from its first phoneme to the end of its last. */
function timedWords(
  words: readonly PlacedWord[],
  { places }: Pronunciation,
  durations: Float32Array
): TimedWord[] {
  const ends: number[] = [];
  let end = 0;
  for (const duration of durations) ends.push((end += duration));
  let before = 0;
  return words.map(({ from, to, start, end: last }) => {
    const first = places.findIndex((place) => place >= start && place < last);
    const final = places.findLastIndex((place) => place >= start && place < last);
    const began = first > 0 ? (ends[first - 1] ?? before) : before;
    before = Math.max(began, final >= 0 ? (ends[final] ?? began) : began);
    return { from, to, start: Math.round(began), end: Math.round(before) };
  });
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
