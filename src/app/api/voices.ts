import { BadFileError } from '../../errors';
import { builtInVoices } from '../../store/builtInVoices';
import type { VoiceRecord } from '../../store/records';
import { deleteVoice, listVoices, renameVoice, restoreVoice } from '../../store/voices';
import { withinTime } from '../timeLimit';
import { withVoiceFiles } from '../workers';
import { silence } from './speech';

/** Every voice: those of this device, newest first, then those that are built in. */
async function list(): Promise<VoiceRecord[]> {
  return [...(await listVoices()), ...builtInVoices];
}

/** @throws NotFoundError, InvalidInputError */
async function rename(id: string, name: string): Promise<void> {
  await renameVoice(id, name);
}

/** Deletes a voice; `restore` brings it back until the page is opened anew. @throws NotFoundError */
async function remove(id: string): Promise<void> {
  await deleteVoice(id);
  // Not waited for: a voice that takes for ever must not hold up its own deletion.
  silence(id).catch(() => undefined);
}

/** Undoes `remove`. @throws NotFoundError if the voice is gone for good */
async function restore(id: string): Promise<void> {
  await restoreVoice(id);
}

/** The zip of docs/PIPER.md. @throws NotFoundError */
async function exportVoice(id: string): Promise<File> {
  const { name, bytes } = await withVoiceFiles((api) => api.exportVoice(id));
  return new File([bytes], name, { type: 'application/zip' });
}

/** ms for reading a voice, loading it and speaking a word; a real one takes seconds, on slow devices too */
const importLimit = 120_000;

/**
 * Stores the voice of a zip, or of an .onnx and its .onnx.json.
 * @throws BadFileError with the reason; nothing is stored then
 */
async function importVoice(files: Blob | Blob[]): Promise<VoiceRecord> {
  // A Blob without a name can only be a zip.
  const named = [files].flat().map((file) => (file instanceof File ? file : new File([file], 'voice.zip')));
  return withVoiceFiles((api) =>
    withinTime(
      api.importVoice(named),
      importLimit,
      () =>
        new BadFileError(
          `The voice did not load and speak a word within ${importLimit / 60_000} minutes, and was not taken. If it is a voice that you trust, close what else is at work on this device and import it again.`
        )
    )
  );
}

export const voices = { list, export: exportVoice, import: importVoice, rename, remove, restore };
