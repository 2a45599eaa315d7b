import type { Utterance } from '../src/model/acousticBatch';
import type { TensorFile } from '../src/model/safetensors';
import { toSequence } from '../src/training/speaker';

/** The two clips of the golden batch, out of golden.safetensors. */
export function goldenBatchOf({ tensors }: TensorFile): Utterance[] {
  const get = (name: string) => tensors.get(name)!;
  const [clips, tokens] = get('ids').shape as [number, number];
  const [, frames] = get('voiced').shape as [number, number];
  return Array.from({ length: clips }, (_, i) => {
    const ids = get('ids').data.slice(i * tokens, i * tokens + get('id_lengths').data[i]!);
    const row = (name: string, columns = 1) =>
      get(name).data.slice(i * frames * columns, (i * frames + get('frame_lengths').data[i]!) * columns);
    return {
      ...toSequence([...ids]),
      mel: row('mel', 80) as Float32Array,
      logF0: row('lf0') as Float32Array,
      voiced: row('voiced') as Float32Array
    };
  });
}
