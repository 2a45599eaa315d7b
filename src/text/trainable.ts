import { audioConfig } from '../config';
import { UnusableClipError } from '../errors';
import { isMandatory } from './phonemeIds';

/** seconds a frame, for the sentences only */
const frameSeconds = audioConfig.hopLength / audioConfig.sampleRate;
const maxFrames = 1500;
const minSounds = 4;
/** frames for each sound: outside of this, recording and transcript do not belong together */
const minFramesPerSound = 2.2;
const maxFramesPerSound = 22;

/**
 * Checks that a prepared clip and its phonemes can be trained on together (docs/MODEL.md, "A clip trains");
 * too short or silent recordings are refused before, by prepareClip.
 * @param frames of the prepared clip
 * @param ids of its phonemes, see phonemesToIds
 * @throws UnusableClipError whose message is the reason
 */
export function checkTrainable(frames: number, ids: readonly number[]): void {
  const seconds = (frames * frameSeconds).toFixed(1);
  const sounds = ids.filter(isMandatory).length;
  if (sounds === 0)
    throw new UnusableClipError('This clip has no transcript, or none with words in it. Type what is said.');
  if (sounds < minSounds)
    throw new UnusableClipError(
      `A transcript needs at least ${minSounds} sounds; this one has ${sounds}. Use a longer sentence.`
    );
  if (frames > maxFrames)
    throw new UnusableClipError(
      `A clip may last ${(maxFrames * frameSeconds).toFixed(1)} s; this one lasts ${seconds} s. Cut it at a pause.`
    );
  const ratio = frames / sounds;
  if (ratio <= minFramesPerSound)
    throw new UnusableClipError(
      `The transcript has ${sounds} sounds, too many for ${seconds} s of speech. Check that it belongs to this recording.`
    );
  if (ratio >= maxFramesPerSound)
    throw new UnusableClipError(
      `The transcript has only ${sounds} sounds for ${seconds} s of speech. Check that it belongs to this recording, and that nothing is missing.`
    );
}
