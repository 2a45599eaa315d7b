import { builtInFiles } from '../src/onnx/builtInVoices';
import { builtInVoice } from '../src/store/builtInVoices';
import type { VoiceFilesRecord } from '../src/store/records';
import { getVoiceFiles } from '../src/store/voices';
import { loadBase } from './loadBase';

/**
 * The files of a voice: stored, or made of the base for a built-in one.
 * @throws NotFoundError
 */
export async function voiceFilesOf(id: string): Promise<VoiceFilesRecord> {
  const builtIn = builtInVoice(id);
  return builtIn ? builtInFiles(await loadBase(), builtIn) : getVoiceFiles(id);
}
