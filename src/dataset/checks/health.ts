/** A dataset in one line: how much there is, what is missing, what to do next. */
import { audioConfig } from '../../config';
import type { Language } from '../../languages';
import { isUsed, usedSamples } from '../../store/clipEdit';
import type { CheckName, ClipRecord } from '../../store/records';
import { missingSounds, soundInWords } from './sounds';

/** minutes: fewer give a thin voice, and more than these change it little */
const fewMinutes = 3;
const enoughMinutes = 8;

export interface DatasetHealth {
  /** of the clips that are used */
  minutes: number;
  clips: number;
  /** clips that can be trained on: converted, with a transcript, not left out */
  ready: number;
  /** IPA of the sounds that no transcript has; null where the language's sounds are not known */
  missing: string[] | null;
  /** clips with findings that nobody has looked at */
  toCheck: number;
  /** clips whose transcript does not seem to fit */
  mismatches: number;
  /** clips whose checks have not run yet */
  unchecked: number;
  /** a sentence */
  next: string;
  /** all of it */
  line: string;
}

/** A clip with the checks that found something in it and were not reviewed. */
export interface JudgedClip {
  record: Pick<ClipRecord, 'state' | 'excluded' | 'transcript' | 'samples' | 'edit'>;
  /** null until it was checked */
  open: CheckName[] | null;
  phonemes: string;
}

/** What spoils a voice, and so is looked at first. */
const serious: CheckName[] = ['clipped', 'noise', 'otherVoice', 'short', 'long', 'silence', 'quiet'];

/** What a dataset's clips and their checks add up to. */
export function healthOf(clips: readonly JudgedClip[], language: Language): DatasetHealth {
  const used = clips.filter(({ record }) => isUsed(record));
  const ready = used.filter(({ record }) => record.transcript !== '');
  const having = (names: readonly CheckName[]) =>
    used.filter(({ open }) => open?.some((name) => names.includes(name))).length;
  const minutes =
    used.reduce((sum, { record }) => sum + usedSamples(record), 0) / audioConfig.sampleRate / 60;
  const health = {
    minutes,
    clips: clips.length,
    ready: ready.length,
    missing: missingSounds(
      language,
      ready.map(({ phonemes }) => phonemes)
    ),
    toCheck: used.filter(({ open }) => open !== null && open.length > 0).length,
    mismatches: having(['mismatch']),
    unchecked: used.filter(({ open }) => open === null).length
  };
  const counts = {
    failed: clips.filter(({ record }) => record.state === 'failed').length,
    untranscribed: used.length - ready.length,
    serious: having(serious)
  };
  const next = nextStep(health, counts);
  return { ...health, next, line: `${inOneLine(health)} ${next}` };
}

type Figures = Omit<DatasetHealth, 'next' | 'line'>;

function inOneLine({ minutes, clips, ready, missing, unchecked }: Figures): string {
  const sounds =
    missing === null || unchecked > 0
      ? ''
      : missing.length === 0
        ? ', all sounds'
        : `, ${count(missing.length, 'sound')} missing`;
  return `${minutes.toFixed(1)} minutes, ${ready === clips ? `${count(clips, 'clip')} ready` : `${ready} of ${count(clips, 'clip')} ready`}${sounds}.`;
}

function nextStep(
  { minutes, clips, ready, missing, mismatches, toCheck, unchecked }: Figures,
  counts: Record<'failed' | 'untranscribed' | 'serious', number>
): string {
  if (clips === 0) return 'Add recordings and what is said in them.';
  if (counts.failed > 0)
    return `Retry or replace ${count(counts.failed, 'clip')} that could not be converted.`;
  if (counts.untranscribed > 0) return `Write what is said in ${count(counts.untranscribed, 'clip')}.`;
  if (unchecked > 0)
    return `${count(unchecked, 'clip')} ${unchecked === 1 ? 'is' : 'are'} still to be checked.`;
  if (mismatches > 0) return `Listen to ${count(mismatches, 'clip')} whose transcript does not seem to fit.`;
  if (counts.serious > 0) return `Look at ${count(counts.serious, 'clip')} that may spoil the voice.`;
  if (minutes < fewMinutes)
    return `Record more: ${fewMinutes} minutes are the least for a voice that is like its owner, ${enoughMinutes} are good.`;
  if (missing && missing.length > 0 && ready > 0)
    return `Record sentences with ${missing.slice(0, 3).map(soundInWords).join(', ')}.`;
  if (toCheck > 0) return `Ready to train; ${count(toCheck, 'clip')} may be worth a look.`;
  return minutes < enoughMinutes
    ? `Ready to train; ${enoughMinutes} minutes would be better.`
    : 'Ready to train.';
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
