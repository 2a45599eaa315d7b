/** Everything that is looked at in one clip, and what of it is compared with the dataset's other clips. */
import { estimateF0 } from '../../audio/f0';
import { logMel } from '../../audio/logMel';
import { prepareClip } from '../../audio/prepare';
import { audioConfig } from '../../config';
import { UnusableClipError } from '../../errors';
import type { Language } from '../../languages';
import type { CheckRecord, ClipFacts, ClipRecord, Finding } from '../../store/records';
import { phonemise } from '../../text/phonemise';
import { inOneSentence, unexpectedReadings } from './reading';
import { rivalTexts, soundCount } from './rivals';
import { checkSound } from './sound';
import type { TextFit } from './textFit';
import { activeFrames, meanCepstrum, medianLogF0 } from './voiceFacts';

const { sampleRate, hopLength } = audioConfig;
/** Raised when the same clip would be judged differently. */
const checkVersion = 1;
/** seconds: what is longer is no sentence, and cannot be trained on */
const maxSeconds = 20;
/** A sentence of 20 s has some 400. */
const maxLetters = 2000;
/** transcripts whose phonemes are kept */
const keptTexts = 2000;

/** What of a clip its checks depend on. */
export type CheckedClip = Pick<ClipRecord, 'added' | 'samples' | 'edit' | 'transcript'>;

/** What a clip's checks depend on, as a short text: conversion, edit, transcript, language, and their version. */
export function checkKey({ added, samples, edit, transcript }: CheckedClip, language: Language): string {
  const used = edit ? `${edit.from}-${edit.to} ${edit.gain} dB` : samples;
  return `${checkVersion} ${language} ${added} ${used} ${transcript}`;
}

/** Checks clips one after another; what it computed of transcripts is kept between them. */
export class ClipChecker {
  readonly #textFit: TextFit;
  readonly #phonemes = new Map<string, string>();

  constructor(textFit: TextFit) {
    this.#textFit = textFit;
  }

  /**
   * Checks one clip by itself.
   * @param pcm what is used of it: 22 050 Hz mono
   * @param transcripts of the dataset's clips, its own among them or not
   */
  async check(
    pcm: Float32Array,
    transcript: string,
    language: Language,
    transcripts: readonly string[]
  ): Promise<Pick<CheckRecord, 'findings' | 'facts'>> {
    const seconds = pcm.length / sampleRate;
    const findings = checkSound(pcm);
    const others = rivalTexts(transcript, transcripts);
    const nothing = { logF0: null, cepstrum: null, rate: null, fit: null };
    const facts: ClipFacts = { seconds, phonemes: '', ...nothing, others: others.length };
    if (seconds > maxSeconds) return { findings, facts };
    facts.phonemes = await this.#phonemise(transcript, language);
    const readings = await unexpectedReadings(transcript, language);
    if (readings.length > 0)
      findings.push({ check: 'reading', detail: inOneSentence(readings), from: 0, to: seconds });
    const wave = preparedOf(pcm, findings);
    if (!wave) return { findings, facts };
    const mel = logMel(wave);
    const active = activeFrames(wave);
    facts.logF0 = medianLogF0(estimateF0(wave));
    facts.cepstrum = meanCepstrum(mel, active);
    const sounds = soundCount(facts.phonemes);
    if (sounds > 0) {
      facts.rate = (sounds * sampleRate) / (active.filter(Boolean).length * hopLength);
      const rivals: string[] = [];
      for (const text of rivalTexts(transcript, transcripts))
        rivals.push(await this.#phonemise(text, language));
      facts.fit = await this.#textFit.fit(mel, facts.phonemes, rivals);
    }
    return { findings, facts };
  }

  async #phonemise(text: string, language: Language): Promise<string> {
    if (text.length > maxLetters) return '';
    const key = `${language} ${text}`;
    const phonemes = this.#phonemes.get(key) ?? (await phonemise(text, language));
    if (this.#phonemes.size >= keptTexts) this.#phonemes.clear();
    this.#phonemes.set(key, phonemes);
    return phonemes;
  }
}

/** The clip as training hears it, or null, with the reason among the findings, where it cannot be trained on. */
function preparedOf(pcm: Float32Array, findings: Finding[]): Int16Array | null {
  try {
    return prepareClip(pcm);
  } catch (error) {
    if (!(error instanceof UnusableClipError)) throw error;
    if (!findings.some(({ check }) => check === 'short' || check === 'silence'))
      findings.push({ check: 'short', detail: error.message, from: 0, to: pcm.length / sampleRate });
    return null;
  }
}
