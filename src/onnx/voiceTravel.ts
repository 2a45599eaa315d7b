/** Voices into the store and out of it, as files: what the voices worker does, without the worker. */
import { BadFileError } from '../errors';
import { builtInVoice } from '../store/builtInVoices';
import {
  listPronunciations,
  pronunciationsIn,
  replacePronunciations,
  withPronunciations
} from '../store/pronunciations';
import type { VoiceFilesRecord, VoiceRecord } from '../store/records';
import { getVoice, saveVoice } from '../store/voices';
import { VoiceSession } from '../synthesis/session';
import { speakWord } from '../synthesis/speakWord';
import { readVoiceConfig } from '../synthesis/voiceConfig';
import { importedVoice, storedContents } from './voiceRecords';
import { maxZipBytes, packVoice, readVoiceFiles, readVoiceZip, type VoiceContents } from './voiceZip';

/**
 * Checks a voice, lets it speak a word, and stores it; on any error nothing is stored. A voice made to do harm can
 * keep this thread busy for ever: set a time limit, and end its worker when it is over.
 * @throws BadFileError saying what is wrong with it
 */
export async function importVoice(files: readonly File[]): Promise<VoiceRecord> {
  const contents = await read(files);
  const session = await VoiceSession.open(contents.onnx);
  try {
    await speakWord(session, readVoiceConfig(contents.config));
  } finally {
    await session.release();
  }
  const voice = await saveVoice(importedVoice(contents));
  const listed = pronunciationsIn(contents.about);
  if (listed.length > 0) await replacePronunciations(listed, voice.id);
  return voice;
}

/**
 * The zip of a voice, and its file name.
 * @param filesOf the files of a voice, built-in ones too
 * @throws NotFoundError
 */
export async function exportedVoice(
  id: string,
  filesOf: (id: string) => Promise<VoiceFilesRecord>
): Promise<{ name: string; bytes: Uint8Array<ArrayBuffer> }> {
  const contents = storedContents(builtInVoice(id) ?? (await getVoice(id)), await filesOf(id));
  const about = withPronunciations(contents.about, await listPronunciations(id));
  return { name: `${contents.stem}.zip`, bytes: packVoice({ ...contents, about }) };
}

/** One zip, or an .onnx and its .onnx.json. */
async function read(files: readonly File[]): Promise<VoiceContents> {
  const [first] = files;
  if (first && files.length === 1 && first.name.toLowerCase().endsWith('.zip'))
    return readVoiceZip(await bytesOf(first));
  const onnx = files.find((file) => file.name.endsWith('.onnx'));
  const json = files.find((file) => file.name.endsWith('.json'));
  if (files.length !== 2 || !onnx || !json)
    throw new BadFileError(
      `Expected the zip of a voice, or its .onnx and its .onnx.json together; got ${files.map((file) => `"${file.name}"`).join(', ') || 'nothing'}.`
    );
  return readVoiceFiles(await bytesOf(onnx), await bytesOf(json), onnx.name.slice(0, -'.onnx'.length));
}

async function bytesOf(file: File): Promise<Uint8Array> {
  if (file.size > maxZipBytes)
    throw new BadFileError(
      `"${file.name}" has ${Math.round(file.size / 1e6)} MB; a voice has at most ${maxZipBytes / 1e6}.`
    );
  return new Uint8Array(await file.arrayBuffer());
}
