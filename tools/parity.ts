/** Shared by the parity tests: golden batch, backends in Node, and comparisons that say what differs. */
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { readBase, readGolden } from './golden';
import { goldenBatchOf } from './goldenBatch';
import { newSpeaker } from '../src/model/baseVoice';
import type { FlowDraws } from '../src/model/flowBatch';

export const golden = readGolden();
export const baseWeights = newSpeaker(readBase());

export async function useWasm(): Promise<void> {
  await tf.setBackend('wasm');
  await tf.ready();
}

/** The two clips of the golden batch. */
export const goldenBatch = () => goldenBatchOf(golden);

/** Largest absolute difference of two arrays of one length. */
export function largestDifference(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length)
    throw new Error(`expected ${expected.length} values, got ${actual.length}`);
  let largest = 0;
  for (let i = 0; i < actual.length; i++) {
    const difference = Math.abs(actual[i]! - expected[i]!);
    if (!(difference <= largest)) largest = difference;
  }
  return largest;
}

/** ‖actual - expected‖ / ‖expected‖. */
export function relativeL2(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length)
    throw new Error(`expected ${expected.length} values, got ${actual.length}`);
  let difference = 0;
  let norm = 0;
  for (let i = 0; i < actual.length; i++) {
    difference += (actual[i]! - expected[i]!) ** 2;
    norm += expected[i]! ** 2;
  }
  return Math.sqrt(difference / norm);
}

/** Rows of one clip out of a padded golden tensor [clips, rows, columns]. */
export function goldenRows(name: string, clip: number, rows: number, columns: number): Float32Array {
  const stride = golden.get(name).shape[1]! * columns;
  return golden.floats(name).slice(clip * stride, clip * stride + rows * columns);
}

/** The random numbers of the golden prosody loss, for some of its clips. */
export function goldenDraws(clips: number[]): FlowDraws {
  const batch = goldenBatch();
  const [rows, tokens] = golden.get('flow.noise').shape as [number, number];
  const draws = rows / batch.length;
  const time = golden.floats('flow.time');
  return {
    fraction: clips.map((i) => goldenRows('flow.fraction', i, batch[i]!.ids.length, 1)),
    draws: Array.from({ length: draws }, (_, r) =>
      clips.map((i) => {
        const row = r * batch.length + i;
        const start = row * tokens * 2;
        const noise = golden.floats('flow.noise').slice(start, start + batch[i]!.ids.length * 2);
        return { noise, time: (r + time[row]!) / draws };
      })
    )
  };
}
