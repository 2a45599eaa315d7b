import { builtInVoices } from '../../store/builtInVoices';
import type { VoiceRecord } from '../../store/database';
import { deleteVoice, listVoices, renameVoice, restoreVoice } from '../../store/voices';
import { withSynthesiser, withVoiceFiles } from '../workers';

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
  await withSynthesiser((api) => api.release(id));
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

/**
 * Stores the voice of a zip, or of an .onnx and its .onnx.json.
 * @throws BadFileError with the reason; nothing is stored then
 */
async function importVoice(files: Blob | Blob[]): Promise<VoiceRecord> {
  // A Blob without a name can only be a zip.
  const named = [files].flat().map((file) => (file instanceof File ? file : new File([file], 'voice.zip')));
  return withVoiceFiles((api) => api.importVoice(named));
}

export const voices = { list, export: exportVoice, import: importVoice, rename, remove, restore };
