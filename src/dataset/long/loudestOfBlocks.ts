import { int16Max } from '../../audio/pcm';
import { audioConfig } from '../../config';

/** The largest absolute value, 0..1, of each frame of a recording: its picture. */
export function loudestOfBlocks(pcm: Int16Array): Float32Array<ArrayBuffer> {
  const block = audioConfig.hopLength;
  const blocks = new Float32Array(Math.ceil(pcm.length / block));
  for (const [i] of blocks.entries()) {
    let most = 0;
    for (const sample of pcm.subarray(i * block, (i + 1) * block)) most = Math.max(most, Math.abs(sample));
    blocks[i] = most / int16Max;
  }
  return blocks;
}
