/** Files on their way into a dataset: what the dataset worker does, without the worker. */
import { importConfig } from '../config';
import { BadFileError, OwnvoiceError } from '../errors';
import { addFiles, type DroppedFile } from '../store/clips';
import { getDataset } from '../store/datasets';
import { addTranscripts, type ListOutcome } from '../store/transcripts';
import { readTranscriptList, type TranscriptEntry } from '../text/transcriptLists';
import { readDatasetZip } from './datasetZip';

/** What became of dropped files. */
export interface ReceivedFiles {
  /** ids of the new clips: convert them */
  clips: string[];
  /** clips that got a transcript */
  transcribed: number;
  /** a sentence for each thing that is not one clip's own */
  notes: string[];
}

const ending = (endings: readonly string[]) => new RegExp(`\\.(?:${endings.join('|')})$`, 'i');
const isRecording = ending(importConfig.audioEndings);
const isList = ending(importConfig.listEndings);
const isZip = /\.zip$/i;
/** names in one sentence */
const maxNamed = 8;

/**
 * Takes any mix of recordings, lists of transcripts, texts beside recordings and zips of these. What cannot be used
 * or stored is named in a note; the rest goes on.
 * @throws NotFoundError if there is no such dataset
 */
export async function receiveFiles(dataset: string, files: readonly DroppedFile[]): Promise<ReceivedFiles> {
  await getDataset(dataset);
  const received: ReceivedFiles = { clips: [], transcribed: 0, notes: [] };
  const lists: string[] = [];
  const entries: TranscriptEntry[] = [];
  const strangers: string[] = [];
  /** names of the recordings that each reason kept out */
  const unstored = new Map<string, string[]>();

  const takeRecording = async (recording: DroppedFile) => {
    try {
      const { ids, refused } = await addFiles(dataset, [recording]);
      for (const id of ids) received.clips.push(id);
      for (const note of refused) received.notes.push(note);
    } catch (error) {
      const reason = reasonOf(error);
      const names = unstored.get(reason) ?? [];
      names.push(recording.name);
      unstored.set(reason, names);
    }
  };
  const takeList = async (name: string, bytes: () => Promise<Uint8Array>) => {
    try {
      const list = readTranscriptList(name, await bytes());
      lists.push(name);
      for (const entry of list.entries) entries.push(entry);
      for (const notice of list.notices) received.notes.push(notice);
    } catch (error) {
      received.notes.push(error instanceof BadFileError ? error.message : `${name}: ${reasonOf(error)}`);
    }
  };

  for (const file of files) if (isRecording.test(file.name)) await takeRecording(file);
  for (const { name, file } of files) {
    if (isList.test(name)) await takeList(name, () => bytesOf(file));
    else if (isZip.test(name)) {
      try {
        for await (const inside of readDatasetZip(file)) {
          if (isList.test(inside.name)) await takeList(inside.name, async () => inside.bytes);
          else await takeRecording({ name: inside.name, file: new Blob([inside.bytes]) });
        }
      } catch (error) {
        received.notes.push(`${name}: ${reasonOf(error)}`);
      }
    } else if (!isRecording.test(name)) strangers.push(name);
  }
  for (const [reason, names] of unstored)
    received.notes.push(`${some(names, 'recording')} could not be stored: ${reason}`);
  if (strangers.length > 0) received.notes.push(neither(strangers));
  if (entries.length === 0) return received;
  const source = lists.length === 1 ? lists.join() : `${lists.length} lists`;
  let outcome: ListOutcome;
  try {
    outcome = await addTranscripts(dataset, entries);
  } catch (error) {
    received.notes.push(`The transcripts of ${source} could not be stored: ${reasonOf(error)}`);
    return received;
  }
  const { matched, absent, untranscribed } = outcome;
  received.transcribed = matched;
  if (absent.length > 0)
    received.notes.push(
      `${source}: there is no recording here for ${some(absent, 'transcript')}. Add the files, and they get their transcripts.`
    );
  if (untranscribed.length > 0)
    received.notes.push(`${source}: there is no transcript for ${some(untranscribed, 'clip')}.`);
  return received;
}

async function bytesOf(file: Blob): Promise<Uint8Array> {
  return new Uint8Array(await file.arrayBuffer());
}

/** Why something could not be taken, and what to do. */
function reasonOf(error: unknown): string {
  if (error instanceof OwnvoiceError) return error.message;
  if (error instanceof DOMException && error.name === 'QuotaExceededError')
    return 'There is no room left on this device. Delete what you do not need, then add the file again.';
  return `${error instanceof Error ? error.message : String(error)} Add the file again.`;
}

function neither(names: string[]): string {
  const be = names.length === 1 ? 'is' : 'are';
  return `${some(names, 'file')} ${be} neither recordings (${importConfig.audioEndings.join(', ')}) nor lists of transcripts (${importConfig.listEndings.join(', ')}) nor a zip, and ${names.length === 1 ? 'was' : 'were'} left out.`;
}

/** "2 files (a, b)" */
function some(names: string[], what: string): string {
  const named = names.slice(0, maxNamed).join(', ') + (names.length > maxNamed ? ', ...' : '');
  return `${names.length} ${what}${names.length === 1 ? '' : 's'} (${named})`;
}
