/** What is measured of a run, on its held-out clips: the numbers of docs/MODEL.md's table. */
import { logMelDistance } from '../audio/logMelDistance';
import { int16Max } from '../audio/pcm';
import { stoi } from '../audio/stoi';
import type { LossValues } from '../model/acousticStep';
import { Random } from '../model/random';
import { type Network, vocodeFrames } from '../model/synthesis';
import type { VocoderBasis } from '../model/vocoder';
import type { VocoderClip } from './vocoderTrainer';

/** Held-out losses along the run. */
export interface HeldOutHistory {
  /** of the base voice, before the first step; null where nothing is held out */
  base: LossValues | null;
  epochs: LossValues[];
}

/** How close resynthesised clips come to their recordings: means over the clips. */
export interface Resynthesis {
  /** through the recording's own mel */
  copyDistance: number;
  /** through the acoustic model's mel on true durations and pitch */
  forcedDistance: number;
  forcedStoi: number;
}

/** The content of measures.json. */
export interface Measures {
  clips: { training: number; heldOut: number; minutes: number };
  backend: string;
  /** wall time of each phase */
  seconds: Record<string, number>;
  heldOut: HeldOutHistory & { best: LossValues | null; bestEpoch: number };
  vocoder: {
    steps: number;
    /** mean training loss of the first and of the last 20 steps; null if it was stopped before */
    loss: { first: number; last: number } | null;
    /** on the held-out clips */
    before: Resynthesis | null;
    after: Resynthesis | null;
  };
}

/** Noise of the measuring synthesis: the same before and after. */
const noiseSeed = 1;
const measuredClips = 20;

/** Resynthesises up to 20 clips with a vocoder and compares with their recordings; null without clips. */
export async function measureResynthesis(
  vocoder: Network,
  clips: VocoderClip[],
  basis: VocoderBasis
): Promise<Resynthesis | null> {
  if (!clips.length) return null;
  const random = Random.seeded(noiseSeed);
  const measured = clips.slice(0, measuredClips);
  const sums = { copyDistance: 0, forcedDistance: 0, forcedStoi: 0 };
  for (const { wave, mel, ownMel, logF0, voiced } of measured) {
    const recording = Float32Array.from(wave, (s) => s / int16Max);
    const noise = () => random.normals(recording.length);
    const copy = await vocodeFrames(vocoder, { mel, logF0, voiced }, basis, noise());
    const forced = await vocodeFrames(vocoder, { mel: ownMel, logF0, voiced }, basis, noise());
    sums.copyDistance += logMelDistance(copy, recording) / measured.length;
    sums.forcedDistance += logMelDistance(forced, recording) / measured.length;
    sums.forcedStoi += stoi(recording, forced) / measured.length;
  }
  return sums;
}

/** Mean of the first and of the last 20 values. */
export function firstAndLast(losses: number[]): { first: number; last: number } {
  const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  return { first: mean(losses.slice(0, 20)), last: mean(losses.slice(-20)) };
}
