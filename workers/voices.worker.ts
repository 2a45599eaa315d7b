/** Voices into and out of the store as files, in a worker: checking and packing would hold up a page. */
import { transfer } from 'comlink';
import { BadFileError } from '../src/errors';
import { importedVoice, storedContents } from '../src/onnx/voiceRecords';
import {
  maxZipBytes,
  packVoice,
  readVoiceFiles,
  readVoiceZip,
  type VoiceContents
} from '../src/onnx/voiceZip';
import { builtInVoice } from '../src/store/builtInVoices';
import type { VoiceRecord } from '../src/store/records';
import { getVoice, saveVoice } from '../src/store/voices';
import { useOwnRuntimeFiles } from '../src/synthesis/runtimeFiles';
import { VoiceSession } from '../src/synthesis/session';
import { speakWord } from '../src/synthesis/speakWord';
import { readVoiceConfig } from '../src/synthesis/voiceConfig';
import { voiceFilesOf } from './voiceFiles';
import { serve } from './serve';

useOwnRuntimeFiles();

async function bytesOf(file: File): Promise<Uint8Array> {
  if (file.size > maxZipBytes)
    throw new BadFileError(
      `"${file.name}" has ${Math.round(file.size / 1e6)} MB; a voice has at most ${maxZipBytes / 1e6}.`
    );
  return new Uint8Array(await file.arrayBuffer());
}

/** One zip, or an .onnx and its .onnx.json. */
async function read(files: File[]): Promise<VoiceContents> {
  const [first, second] = files;
  if (first && !second && first.name.toLowerCase().endsWith('.zip'))
    return readVoiceZip(await bytesOf(first));
  const onnx = files.find((file) => file.name.endsWith('.onnx'));
  const json = files.find((file) => file.name.endsWith('.json'));
  if (files.length !== 2 || !onnx || !json)
    throw new BadFileError(
      `Expected the zip of a voice, or its .onnx and its .onnx.json together; got ${files.map((file) => `"${file.name}"`).join(', ') || 'nothing'}.`
    );
  return readVoiceFiles(await bytesOf(onnx), await bytesOf(json), onnx.name.slice(0, -'.onnx'.length));
}

const api = {
  /**
   * Checks a voice, lets it speak a word, and stores it; on any error nothing is stored. A voice made to do harm can
   * keep this worker busy for ever: set a time limit, and end the worker when it is over.
   * @throws BadFileError saying what is wrong with it
   */
  async importVoice(files: File[]): Promise<VoiceRecord> {
    const contents = await read(files);
    const session = await VoiceSession.open(contents.onnx);
    await speakWord(session, readVoiceConfig(contents.config));
    await session.release();
    return saveVoice(importedVoice(contents));
  },

  /** The zip of a stored voice, and its file name. @throws NotFoundError */
  async exportVoice(id: string): Promise<{ name: string; bytes: Uint8Array<ArrayBuffer> }> {
    const contents = storedContents(builtInVoice(id) ?? (await getVoice(id)), await voiceFilesOf(id));
    const bytes = packVoice(contents);
    return transfer({ name: `${contents.stem}.zip`, bytes }, [bytes.buffer]);
  }
};

export type VoicesApi = typeof api;

serve(api);
