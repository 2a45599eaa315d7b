import { database } from './database';

/** Where the transcripts wait whose recordings have not come: a Map from clip name to text. */
export function pendingTranscriptsKey(dataset: string): string {
  return `pendingTranscripts/${dataset}`;
}

/** Transcripts from lists for clips that did not exist then. */
export async function pendingTranscripts(dataset: string): Promise<Map<string, string>> {
  const record = await (await database()).get('settings', pendingTranscriptsKey(dataset));
  return record?.value instanceof Map ? (record.value as Map<string, string>) : new Map();
}
