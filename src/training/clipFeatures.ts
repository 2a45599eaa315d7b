/** From a clip as it was decoded, and its transcript, to what training reads of it. docs/MODEL.md, "Features". */
import { estimateF0 } from '../audio/f0';
import { logMel } from '../audio/logMel';
import { prepareClip } from '../audio/prepare';
import type { Language } from '../languages';
import type { FeatureRecord } from '../store/database';
import { phonemesToIds } from '../text/phonemeIds';
import { phonemise } from '../text/phonemise';
import { checkTrainable } from '../text/trainable';
import type { ClipFeatures } from './speaker';

/** Raised when the features of the same clip would come out differently. */
const featureVersion = 1;

/** What a clip's features depend on, as a short text: SHA-256 of audio, transcript, language and version. */
export async function featureKey(
  pcm: Float32Array<ArrayBuffer>,
  transcript: string,
  language: Language
): Promise<string> {
  const audio = await crypto.subtle.digest('SHA-256', pcm);
  const hex = Array.from(new Uint8Array(audio), (byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${featureVersion} ${language} ${hex} ${transcript}`;
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
  const mel = logMel(wave);
  const f0 = estimateF0(wave);
  checkTrainable(f0.length, phonemesToIds(phonemes));
  return { wave, logMel: mel, f0, phonemes };
}

/** A stored record as training takes it; `name` is how the person calls the clip. */
export function toClipFeatures(
  name: string,
  { wave, logMel, f0, phonemes }: Pick<FeatureRecord, 'wave' | 'logMel' | 'f0' | 'phonemes'>
): ClipFeatures {
  return { id: name, ids: phonemesToIds(phonemes), wave, logMel, f0 };
}
