import { writeWav } from '../audio/wav';
import { audioConfig } from '../config';
import { InvalidInputError } from '../errors';
import type { ClipEdit } from '../store/records';
import { replaceAudio } from '../store/replacedAudio';
import { addTake } from '../store/recordedTakes';
import { inspectTake, type TakeReport } from './inspectTake';

/** What a microphone heard while a prompt was read. */
export interface Take {
  /** mono within ±1 */
  samples: Float32Array<ArrayBuffer>;
  /** Hz */
  sampleRate: number;
  transcript: string;
  /** the clip that is recorded again; left out for a new one */
  clip?: string;
}

export interface StoredTake extends TakeReport {
  /** id of its clip, which waits for its conversion */
  clip: string;
}

/** Samples that a resampler may add or drop at the ends. */
const tolerance = 64;

/**
 * Looks at a take and stores all of it, the silence around the speech cut off by an edit only. It is a file like those
 * that are dropped, and converted like them.
 * @throws NotFoundError if there is no such dataset or clip
 * @throws InvalidInputError if it is empty
 */
export async function storeTake(dataset: string, take: Take): Promise<StoredTake> {
  const { samples, sampleRate, transcript, clip } = take;
  if (samples.length === 0)
    throw new InvalidInputError('A take has samples; this one has none. Record it again.');
  const report = inspectTake(samples, sampleRate);
  const file = new Blob([writeWav(samples, sampleRate)], { type: 'audio/wav' });
  const edit = editOf(report, samples.length / sampleRate);
  if (clip === undefined) return { ...report, clip: await addTake(dataset, { file, transcript, edit }) };
  await replaceAudio(clip, file, edit);
  return { ...report, clip };
}

/** @param seconds of the whole take */
function editOf({ from, to }: TakeReport, seconds: number): ClipEdit | null {
  if (from === 0 && to === seconds) return null;
  const end = Math.floor(seconds * audioConfig.sampleRate) - tolerance;
  const edit = { from: Math.round(from * audioConfig.sampleRate), gain: 0 };
  return { ...edit, to: Math.min(end, Math.round(to * audioConfig.sampleRate)) };
}
