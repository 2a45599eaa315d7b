/** What a person cut off a clip, and how much louder or quieter it became. The decode itself is never changed. */
import type { ClipEdit, ClipRecord } from './records';

/** dB by which a clip can be made louder or quieter at most. */
export const gainLimit = 24;

/** How many samples of a clip are used: 0 until it is ready. */
export function usedSamples({ samples, edit }: Pick<ClipRecord, 'samples' | 'edit'>): number {
  return edit ? edit.to - edit.from : samples;
}

/** Whether training, exports and checks use a clip: it is ready and was not excluded. */
export function isUsed({ state, excluded }: Pick<ClipRecord, 'state' | 'excluded'>): boolean {
  return state === 'ready' && !excluded;
}

/**
 * The part of a decode that is used, at its gain, within ±1.
 * @param pcm 22 050 Hz mono
 */
export function applyEdit(pcm: Float32Array<ArrayBuffer>, edit: ClipEdit | null): Float32Array<ArrayBuffer> {
  if (!edit) return pcm;
  const factor = 10 ** (edit.gain / 20);
  return pcm.slice(edit.from, edit.to).map((sample) => Math.min(1, Math.max(-1, sample * factor)));
}
