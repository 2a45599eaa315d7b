import { proxy } from 'comlink';
import { audioConfig } from '../../config';
import { NotFoundError } from '../../errors';
import type { Language } from '../../languages';
import {
  getClip,
  listClips,
  readUsedAudio,
  removeClips,
  restoreClips,
  setTranscript
} from '../../store/clips';
import type { ClipRecord } from '../../store/records';
import {
  createDataset,
  deleteDataset,
  getDataset,
  listDatasets,
  restoreDataset,
  sanitisedName,
  type DatasetSummary
} from '../../store/datasets';
import { convert, goOn, onProgress, retry } from '../conversion';
import { withDatasetFiles } from '../workers';
import { checking } from './checks';
import { repair } from './repair';

/** What became of the files of one `upload`. */
export interface Upload {
  clips: { name: string; state: ClipRecord['state']; problem: string | null }[];
  /** how many clips, new or old, a list gave their transcript */
  transcribed: number;
  /** a sentence for each thing that is not a clip's own: files that were not taken, lines of a list without a file */
  notes: string[];
}

/** Every dataset, newest first. */
function list(): Promise<DatasetSummary[]> {
  return listDatasets();
}

/**
 * Makes an empty dataset.
 * @param options.accent the language spoken in it: the name of an eSpeak NG voice
 * @throws InvalidInputError if nothing is left of the name, it is taken, or eSpeak NG has no such voice
 */
async function create(name: string, options: { accent?: Language } = {}): Promise<DatasetSummary> {
  const { id } = await createDataset(name, options.accent ?? 'en-us');
  const created = (await listDatasets()).find((dataset) => dataset.id === id);
  if (!created) throw new NotFoundError(`The dataset "${id}" was deleted as soon as it was made.`);
  return created;
}

/** The clips of a dataset by name, or null if there is no such dataset. */
async function clips(id: string): Promise<ClipRecord[] | null> {
  try {
    await getDataset(id);
  } catch (error) {
    if (error instanceof NotFoundError) return null;
    throw error;
  }
  return listClips(id);
}

/** One clip, or null if there is no such clip. */
async function clip(id: string): Promise<ClipRecord | null> {
  return getClip(id).catch((error) => {
    if (error instanceof NotFoundError) return null;
    throw error;
  });
}

/** The recording of a clip. @throws NotFoundError until it is converted */
async function audio(id: string): Promise<{ samples: Float32Array<ArrayBuffer>; sampleRate: number }> {
  return { samples: await readUsedAudio(await getClip(id)), sampleRate: audioConfig.sampleRate };
}

/** Writes what a clip says. @throws NotFoundError */
async function transcribe(id: string, transcript: string): Promise<void> {
  await setTranscript(id, transcript);
}

/** Deletes a clip; `restoreClip` brings it back until the page is opened anew. @throws NotFoundError */
async function removeClip(id: string): Promise<void> {
  await removeClips([id]);
}

/** Undoes `removeClip`. @throws NotFoundError */
async function restoreClip(id: string): Promise<void> {
  await restoreClips([id]);
}

/** Deletes a dataset; `restore` brings it back until the page is opened anew. @throws NotFoundError */
async function remove(id: string): Promise<void> {
  await deleteDataset(id);
}

/** Undoes `remove`. @throws NotFoundError */
async function restore(id: string): Promise<void> {
  await restoreDataset(id);
}

/**
 * Stores recordings, lists of transcripts and zips of both, in any mix, and converts the recordings; resolves when the
 * last one is ready or has failed.
 * @param list one more list of transcripts, a file or its text
 * @throws NotFoundError if there is no such dataset
 */
async function upload(
  dataset: string,
  files: readonly File[],
  list?: Blob | string,
  { onReceived }: { onReceived?: (notes: string[]) => void } = {}
): Promise<Upload> {
  // Folders hold files of the system's own (.DS_Store), which nobody means to add.
  const dropped = files
    .filter(({ name }) => !name.startsWith('.'))
    .map((file): { name: string; file: Blob } => ({ name: file.webkitRelativePath || file.name, file }));
  if (list !== undefined) dropped.push({ name: listName(list), file: new Blob([list]) });
  const received = await withDatasetFiles((api) => api.receiveFiles(dataset, dropped)).catch(
    async (error: unknown) => {
      // What was stored before the worker broke down goes on.
      await goOn();
      throw error;
    }
  );
  const { clips: ids, transcribed, notes } = received;
  onReceived?.(notes);
  const converted = await convert(dataset, ids);
  const clips = converted.map(({ name, state, problem }) => ({ name, state, problem }));
  return { clips, transcribed, notes };
}

/** The name of a list decides how it is read; without one it is read by its content. */
function listName(list: Blob | string): string {
  const name = list instanceof File ? list.name : '';
  return /\.(?:csv|tsv|txt|list|jsonl|json)$/i.test(name) ? name : `${name || 'list'}.txt`;
}

/** The ready clips as a zip in LJSpeech's layout. @throws NotFoundError */
async function exportDataset(id: string): Promise<Blob> {
  return withDatasetFiles((api) =>
    api.exportDataset(
      id,
      proxy(() => undefined)
    )
  );
}

/** What a typed name becomes: letters, digits, - and _. */
function nameFor(typed: string): string {
  return sanitisedName(typed);
}

type Recording = typeof import('./recording');

/** Loaded when somebody records. */
const prompts: Recording['prompts'] = async (...args) => (await import('./recording')).prompts(...args);
const readOwnText: Recording['readOwnText'] = async (...args) =>
  (await import('./recording')).readOwnText(...args);
const addTake: Recording['addTake'] = async (...args) => (await import('./recording')).addTake(...args);
/** Who allows a dataset to become a voice. */
const consent: Recording['consent'] = async (...args) => (await import('./recording')).consent(...args);

export const datasets = {
  list,
  create,
  nameFor,
  upload,
  clips,
  clip,
  audio,
  transcribe,
  retry,
  removeClip,
  restoreClip,
  prompts,
  readOwnText,
  addTake,
  consent,
  export: exportDataset,
  remove,
  restore,
  ...repair,
  ...checking,
  onProgress,
  goOn
};
