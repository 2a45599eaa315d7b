import { proxy } from 'comlink';
import { audioConfig } from '../../config';
import type { LongPhase, ProposedClip } from '../../dataset/long/longRecording';
import { clipName, fileNameOf } from '../../store/clipName';
import { removeClips } from '../../store/clips';
import { getDataset } from '../../store/datasets';
import { startLong } from '../workers';

export type { LongPhase, ProposedClip };

/** One long recording, in the memory of a worker until it is closed. */
export interface LongRecording {
  /** samples at 22 050 Hz, and the largest value (0..1) of each block of `blockLength` of them: its picture */
  length: number;
  blocks: Float32Array;
  blockLength: number;
  /**
   * Cuts it at its pauses, each part with its words.
   * @throws InvalidInputError if the text has no words, or is not of this recording
   */
  split(text: string, onProgress?: (phase: LongPhase, share: number) => void): Promise<ProposedClip[]>;
  /** A stretch, in seconds: 22 050 Hz mono. */
  audio(from: number, to: number): Promise<Float32Array<ArrayBuffer>>;
  /** Makes clips of parts, all or none; resolves with what takes them away again. */
  store(
    parts: readonly Pick<ProposedClip, 'from' | 'to' | 'text'>[],
    onStored?: (count: number) => void
  ): Promise<() => Promise<void>>;
  /** Ends whatever it does, and lets go of it. */
  close(): void;
}

const nothing = () => undefined;

/**
 * Opens a recording of up to two hours that is to be cut into clips of a dataset.
 * @param onProgress told the share that is decoded
 * @param signal ends it
 * @throws NotFoundError if there is no such dataset
 * @throws BadFileError if it cannot be decoded, or is too long
 */
export async function openLongRecording(
  dataset: string,
  file: File,
  { onProgress = nothing, signal }: { onProgress?: (share: number) => void; signal?: AbortSignal } = {}
): Promise<LongRecording> {
  const { accent } = await getDataset(dataset);
  const worker = startLong();
  signal?.addEventListener('abort', () => worker.end());
  const { length, blocks } = await worker
    .use((api) => api.open(file, proxy(onProgress)))
    .catch((error: unknown) => {
      worker.end();
      throw error;
    });
  return {
    length,
    blocks,
    blockLength: audioConfig.hopLength,
    split: (text, onProgress = nothing) => worker.use((api) => api.split(text, accent, proxy(onProgress))),
    audio: (from, to) => worker.use((api) => api.audio(from, to)),
    async store(parts, onStored = nothing) {
      const fileName = fileNameOf(file.name);
      const ids = await worker.use((api) =>
        api.store(dataset, fileName, clipName(fileName).slice(0, 100), parts, proxy(onStored))
      );
      return () => removeClips(ids);
    },
    close: () => worker.end()
  };
}
