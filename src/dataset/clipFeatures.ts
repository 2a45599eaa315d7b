/** From a clip as it was decoded, and its transcript, to what training reads of it. docs/MODEL.md, "Features". */
import { estimateF0 } from '../audio/f0';
import { logMel } from '../audio/logMel';
import { prepareClip } from '../audio/prepare';
import { audioConfig } from '../config';
import type { Language } from '../languages';
import type { ClipRecord, FeatureRecord } from '../store/records';
import { phonemesToIds } from '../text/phonemeIds';
import { phonemise } from '../text/phonemise';
import { checkTrainable } from '../text/trainable';

/** One clip's features, as training takes them (docs/MODEL.md, "Features"). */
export interface ClipFeatures {
  id: string;
  /** phoneme ids without pads */
  ids: number[];
  /** [frames * 256] */
  wave: Int16Array;
  /** natural log [frames, 80] */
  logMel: Float32Array;
  /** Hz, 0 where unvoiced [frames] */
  f0: Float32Array;
}

/** Raised when the features of the same clip would come out differently. */
const featureVersion = 3;

/**
 * What a clip's features depend on, as a short text: its conversion (a clip is converted once after it was added), edit,
 * transcript, language and the version of the features.
 */
export function featureKey(
  { added, samples, edit, transcript }: Pick<ClipRecord, 'added' | 'samples' | 'edit' | 'transcript'>,
  language: Language
): string {
  const used = edit ? `${edit.from}-${edit.to} ${edit.gain} dB` : samples;
  return `${featureVersion} ${language} ${added} ${used} ${transcript}`;
}

/**
 * Prepares a clip and computes its features.
 * @param pcm 22 050 Hz mono as decoded
 * @throws UnusableClipError whose message says why this clip cannot be trained on
 */
export async function computeFeatures(
  pcm: Float32Array,
  transcript: string,
  language: Language
): Promise<Pick<FeatureRecord, 'wave' | 'logMel' | 'f0' | 'phonemes'>> {
  const wave = prepareClip(pcm);
  const phonemes = await phonemise(transcript, language);
  // Before what takes long: a recording of ten minutes is refused at once.
  checkTrainable(wave.length / audioConfig.hopLength, phonemesToIds(phonemes));
  return { wave, logMel: logMel(wave), f0: estimateF0(wave), phonemes };
}

/** A stored record as training takes it; `name` is how the person calls the clip. */
export function toClipFeatures(
  name: string,
  { wave, logMel, f0, phonemes }: Pick<FeatureRecord, 'wave' | 'logMel' | 'f0' | 'phonemes'>
): ClipFeatures {
  return { id: name, ids: phonemesToIds(phonemes), wave, logMel, f0 };
}
