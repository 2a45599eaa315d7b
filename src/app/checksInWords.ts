import type { CheckName } from '../store/records';

/** A short word for each check, as it stands on a badge. */
export const checksInWords: Record<CheckName, string> = {
  short: 'too short',
  long: 'too long',
  clipped: 'clipped',
  noise: 'noisy',
  offset: 'offset',
  quiet: 'too quiet',
  silence: 'silence',
  bandwidth: 'dull',
  otherVoice: 'other voice?',
  rate: 'pace?',
  reading: 'reading',
  mismatch: 'wrong text?'
};
