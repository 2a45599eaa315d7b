/** Holds one long recording while it is cut into clips. Ending this worker lets go of it. */
import { transfer } from 'comlink';
import { decodeLong } from '../src/audio/decodeLong';
import { int16Max } from '../src/audio/pcm';
import { startFfmpeg } from '../src/audio/startFfmpeg';
import { audioConfig } from '../src/config';
import { loudestOfBlocks } from '../src/dataset/long/loudestOfBlocks';
import { type LongPhase, type ProposedClip, splitRecording } from '../src/dataset/long/longRecording';
import type { Language } from '../src/languages';
import { useBackend } from '../src/model/backend';
import { newSpeaker } from '../src/model/baseVoice';
import { ExpectedFrames } from '../src/model/expectedFrames';
import { addReadyClips } from '../src/store/addReadyClips';
import { loadBase } from './loadBase';
import { serve } from './serve';

const { sampleRate } = audioConfig;
let pcm = new Int16Array(0);

/** A stretch of the recording, in seconds, as samples. */
function stretch(from: number, to: number): Float32Array<ArrayBuffer> {
  const part = pcm.subarray(Math.round(from * sampleRate), Math.round(to * sampleRate));
  return Float32Array.from(part, (sample) => sample / int16Max);
}

const api = {
  /**
   * Decodes a recording of up to two hours.
   * @returns how many samples it has, and the largest value of each block of 256
   * @throws BadFileError
   */
  async open(
    file: Blob,
    onProgress: (share: number) => void
  ): Promise<{ length: number; blocks: Float32Array<ArrayBuffer> }> {
    const ffmpeg = await startFfmpeg();
    pcm = await decodeLong(ffmpeg, file, onProgress).finally(() => ffmpeg.terminate());
    const blocks = loudestOfBlocks(pcm);
    return transfer({ length: pcm.length, blocks }, [blocks.buffer]);
  },

  /** See dataset/long/longRecording.ts. @throws InvalidInputError */
  async split(
    text: string,
    language: Language,
    onProgress: (phase: LongPhase, share: number) => void
  ): Promise<ProposedClip[]> {
    await useBackend('wasm').catch(() => useBackend('cpu'));
    const expected = new ExpectedFrames(newSpeaker(await loadBase()).acoustic);
    return splitRecording(pcm, text, language, expected, onProgress).finally(() => expected.dispose());
  },

  audio(from: number, to: number): Float32Array<ArrayBuffer> {
    const samples = stretch(from, to);
    return transfer(samples, [samples.buffer]);
  },

  /** Stores parts of the recording as clips. @returns their ids */
  store(
    dataset: string,
    fileName: string,
    stem: string,
    parts: readonly Omit<ProposedClip, 'doubtful'>[],
    onStored: (count: number) => void
  ): Promise<string[]> {
    function* clips() {
      for (const { from, to, text } of parts) yield { pcm: stretch(from, to), transcript: text };
    }
    return addReadyClips(dataset, fileName, stem, clips(), onStored);
  }
};

serve(api);
export type LongApi = typeof api;
