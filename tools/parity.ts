/** Shared by the parity tests: golden batch, backends in Node, and comparisons that say what differs. */
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-wasm';
import { readBase, readGolden } from './golden';
import { goldenBatchOf } from './goldenBatch';
import { newSpeaker } from '../src/model/baseVoice';

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
    const difference = Math.abs(actual[i] - expected[i]);
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
    difference += (actual[i] - expected[i]) ** 2;
    norm += expected[i] ** 2;
  }
  return Math.sqrt(difference / norm);
}

/** Rows of one clip out of a padded golden tensor [clips, rows, columns]. */
export function goldenRows(name: string, clip: number, rows: number, columns: number): Float32Array {
  const stride = golden.get(name).shape[1] * columns;
  return golden.floats(name).slice(clip * stride, clip * stride + rows * columns);
}
