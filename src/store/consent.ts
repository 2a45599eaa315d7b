import { announce } from './changes';
import { database } from './database';
import { consentId, getDataset } from './datasets';
import type { Consent } from './records';

/**
 * States who allowed a dataset to become a voice, in place of what was stated before.
 * @param statement 22 050 Hz mono, where it was spoken
 * @throws NotFoundError if there is no such dataset
 */
export async function giveConsent(
  dataset: string,
  by: Consent['by'],
  statement: Float32Array<ArrayBuffer> | null
): Promise<Consent> {
  const consent: Consent = { by, given: Date.now(), recorded: statement !== null };
  await write(dataset, consent, statement);
  return consent;
}

/** Takes back what was stated. Voices that are made already keep it in their cards. @throws NotFoundError */
export async function withdrawConsent(dataset: string): Promise<void> {
  await write(dataset, null, null);
}

async function write(
  dataset: string,
  consent: Consent | null,
  statement: Float32Array<ArrayBuffer> | null
): Promise<void> {
  const record = await getDataset(dataset);
  const transaction = (await database()).transaction(['datasets', 'audio'], 'readwrite');
  const audio = transaction.objectStore('audio');
  const id = consentId(dataset);
  await Promise.all([
    transaction.objectStore('datasets').put({ ...record, consent }),
    statement ? audio.put({ id, pcm: statement }) : audio.delete(id),
    transaction.done
  ]);
  announce({ of: 'datasets' });
}
