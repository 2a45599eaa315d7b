/**
 * Finds peaks that were cut off, also where the recording was resampled, compressed or made quieter since, so that
 * they are neither flat nor at full scale any more. Speech has ever fewer samples at ever higher levels; cut off, it
 * has a heap of them at the level of the cut (Laguna and Lerch, "An efficient algorithm for clipping detection and
 * declipping audio", 2016, look for the same in the histogram).
 */
import { audioConfig } from '../../config';

/** samples at full scale, past which it was reached more than once by chance */
const fullScale = 0.99;
const minAtFullScale = 10;
/** The level of the hundredth highest sample is the scale: resampling and compression lift a few far over the cut. */
const scaleRank = 100;
/** in shares of the scale: where a heap is looked for, and how fine */
const lowestCut = 0.7;
const highestCut = 1.06;
const step = 0.01;
/** edges of the heap, and of the samples just below it, in shares of the level */
const heapFrom = 0.9;
const heapTo = 1.06;
const belowFrom = 0.74;
const minInHeap = 40;
/** Of natural speech the heap has at most about 0.8 times the samples below it. */
const minHeap = 1;
/** samples between two places */
const placeGap = 0.25 * audioConfig.sampleRate;

/** Where peaks are cut off, in samples, and how many samples are. */
export interface ClippedPlace {
  from: number;
  to: number;
  samples: number;
}

/** The places where peaks are cut off, in order; none where they are not. */
export function findClipping(pcm: Float32Array): ClippedPlace[] {
  const cut = cutLevel(pcm);
  if (cut === null) return [];
  const places: ClippedPlace[] = [];
  let last: ClippedPlace | null = null;
  for (const [i, sample] of pcm.entries()) {
    if (Math.abs(sample) < cut) continue;
    if (last && i - last.to < placeGap) {
      last.to = i + 1;
      last.samples++;
    } else places.push((last = { from: i, to: i + 1, samples: 1 }));
  }
  return places;
}

/** The level from which on samples are cut off, or null. */
function cutLevel(pcm: Float32Array): number | null {
  const levels = Float32Array.from(pcm, Math.abs).sort();
  const scale = levels[levels.length - scaleRank] ?? 0;
  if (levels.length - firstFrom(levels, fullScale) >= minAtFullScale) return fullScale * heapFrom;
  for (let cut = highestCut; cut >= lowestCut; cut -= step) {
    const [below, heap, over] = [belowFrom, heapFrom, heapTo].map((share) =>
      firstFrom(levels, share * cut * scale)
    ) as [number, number, number];
    const inHeap = over - heap;
    if (inHeap >= minInHeap && inHeap > minHeap * (heap - below)) return heapFrom * cut * scale;
  }
  return null;
}

/** Index of the first value that is not below `least`, in values that rise. */
function firstFrom(rising: Float32Array, least: number): number {
  let [low, high] = [0, rising.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rising[middle] ?? 0) < least) low = middle + 1;
    else high = middle;
  }
  return low;
}
