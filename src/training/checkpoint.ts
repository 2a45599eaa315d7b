/** A run's state between two steps, as bytes: everything that decides what the next step does. */
import { BadFileError } from '../errors';
import { readSafetensors, writeSafetensors, type NamedTensor } from '../model/safetensors';
import type { SpeakerUnits } from '../model/synthesis';
import type { HeldOutHistory } from './measures';
import type { SavedTrainer } from './trainer';

/** What is stored of a run that is not finished. */
export interface Checkpoint {
  random: number[];
  /** wall time of each piece of work so far */
  seconds: Record<string, number>;
  heldOut: HeldOutHistory;
  /** ids of the clips that are trained on, in their order, and of those held out */
  trainingIds: string[];
  heldOutIds: string[];
  /** of the speaker, over all of these clips */
  units: SpeakerUnits;
  trainer: SavedTrainer;
}

const version = 2;

/** Vectors as safetensors, the rest as JSON in which a vector is `{ "vector": its name }`. */
export function writeCheckpoint(checkpoint: Checkpoint): { tensors: Uint8Array<ArrayBuffer>; state: string } {
  const tensors: [string, NamedTensor][] = [];
  const state = JSON.stringify({ version, checkpoint }, (key, value: unknown) => {
    if (!(value instanceof Float32Array)) return value;
    const name = `${tensors.length}.${key}`;
    tensors.push([name, { shape: [value.length], data: value }]);
    return { vector: name };
  });
  return { tensors: writeSafetensors(tensors), state };
}

/** @throws BadFileError if the checkpoint is of another version, or lacks a vector */
export function readCheckpoint({ tensors, state }: { tensors: Uint8Array; state: string }): Checkpoint {
  const vectors = readSafetensors(tensors).tensors;
  const stored = JSON.parse(state, (_, value: unknown) => {
    if (typeof value !== 'object' || value === null || !('vector' in value)) return value;
    const vector = vectors.get(String(value.vector));
    if (!vector) throw new BadFileError(`The checkpoint lacks ${String(value.vector)}. Start the run anew.`);
    return vector.data;
  }) as { version: number; checkpoint: Checkpoint };
  if (stored.version !== version)
    throw new BadFileError(
      `This run was stored by another version (checkpoint ${stored.version}, expected ${version}). Start it anew.`
    );
  return stored.checkpoint;
}
