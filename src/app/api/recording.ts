import { proxy } from 'comlink';
import type { Prompts } from '../../dataset/choosePrompts';
import type { StoredTake, Take } from '../../dataset/storeTake';
import { audioConfig } from '../../config';
import { InvalidInputError } from '../../errors';
import { giveConsent, withdrawConsent } from '../../store/consent';
import { getDataset } from '../../store/datasets';
import { saveOwnText } from '../../store/ownText';
import type { Consent } from '../../store/records';
import { convert } from '../conversion';
import { withDatasetFiles } from '../workers';

/**
 * The sentences that are left to read for a dataset, the best first.
 * @param onProgress called with the share done, 0..1
 * @throws NotFoundError if there is no such dataset
 */
export function prompts(
  dataset: string,
  onProgress: (share: number) => void = () => undefined
): Promise<Prompts> {
  return withDatasetFiles((api) => api.choosePrompts(dataset, proxy(onProgress)));
}

/**
 * Lets a dataset's prompts come from a person's own text; null goes back to the app's sentences.
 * @returns the prompts
 * @throws InvalidInputError if there are no words in it, or far too many; nothing is changed then
 * @throws NotFoundError if there is no such dataset
 */
export async function readOwnText(dataset: string, text: string | null): Promise<Prompts> {
  await getDataset(dataset);
  if (text !== null) await withDatasetFiles((api) => api.promptsOfText(text));
  await saveOwnText(dataset, text);
  return prompts(dataset);
}

/**
 * Stores what was recorded as a new clip, or in place of an earlier recording of one, and converts it. Resolves when it
 * is stored; the silence around the speech is not used, and not lost.
 * @throws NotFoundError if there is no such dataset or clip
 * @throws InvalidInputError if it is empty
 */
export async function addTake(dataset: string, take: Take): Promise<StoredTake> {
  const stored = await withDatasetFiles((api) => api.storeTake(dataset, take));
  // What goes wrong from here on is said by the clip.
  void convert(dataset, [stored.clip]).catch(() => undefined);
  return stored;
}

/** Who allows a dataset to become a voice. */
export interface ConsentStatement {
  by: Consent['by'];
  /** where it was spoken: mono */
  statement?: { samples: Float32Array<ArrayBuffer>; sampleRate: number };
}

/**
 * States who allows a dataset to become a voice: its speaker, or somebody who has the speaker's permission. It is
 * written into the cards of the voices that are made from then on; null takes it back.
 * @throws InvalidInputError if `by` is neither
 * @throws NotFoundError if there is no such dataset
 */
export async function consent(dataset: string, given: ConsentStatement | null): Promise<Consent | null> {
  if (given === null) {
    await withdrawConsent(dataset);
    return null;
  }
  const { by, statement } = given;
  if (by !== 'speaker' && by !== 'permission')
    throw new InvalidInputError(`Consent is given by "speaker" or "permission", not by "${String(by)}".`);
  return giveConsent(dataset, by, statement ? await resampled(statement) : null);
}

/** At 22 050 Hz, as the browser plays it: good enough to be heard. */
async function resampled({ samples, sampleRate }: NonNullable<ConsentStatement['statement']>) {
  const length = Math.ceil((samples.length / sampleRate) * audioConfig.sampleRate);
  const context = new OfflineAudioContext(1, length, audioConfig.sampleRate);
  const buffer = context.createBuffer(1, samples.length, sampleRate);
  buffer.copyToChannel(samples, 0);
  const source = new AudioBufferSourceNode(context, { buffer });
  source.connect(context.destination);
  source.start();
  return (await context.startRendering()).getChannelData(0);
}
