/** Voices into and out of the store as files, in a worker: checking and packing would hold up a page. */
import { transfer } from 'comlink';
import { exportedVoice, importVoice } from '../src/onnx/voiceTravel';
import { useOwnRuntimeFiles } from '../src/synthesis/runtimeFiles';
import { voiceFilesOf } from './voiceFiles';
import { serve } from './serve';

useOwnRuntimeFiles();

const api = {
  importVoice,

  async exportVoice(id: string) {
    const exported = await exportedVoice(id, voiceFilesOf);
    return transfer(exported, [exported.bytes.buffer]);
  }
};

export type VoicesApi = typeof api;
serve(api);
