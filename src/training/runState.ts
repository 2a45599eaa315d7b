/** What the phases of a run share, and how it talks to its keeper. */
import type { ClipFeatures } from '../dataset/clipFeatures';
import type { Random } from '../model/random';
import type { NamedTensor } from '../model/safetensors';
import type { Fit, SpeakerUnits } from '../model/synthesis';
import type { HistoryPoint, RunProgress, RunSettings } from '../store/records';
import type { Checkpoint } from './checkpoint';
import type { HeldOutHistory, RunMeasures } from './measures';
import type { Pace } from './pace';
import type { Take } from './takes';

/** What a run is asked to do between two steps. */
export type Command = 'go on' | 'pause' | 'stop' | 'cancel';

/** How a run talks to whoever keeps it. */
export interface RunHooks {
  /** after every step, and when a phase begins; the point is that of the last step whose loss was read */
  progress(progress: RunProgress, point: HistoryPoint | null): void;
  log(line: string): void;
  /** how the voice sounds, before the first step and after epochs that take long enough */
  take(take: Take): Promise<void>;
  /** called about once a minute, before a pause and when the last step is done */
  checkpoint(checkpoint: Checkpoint): Promise<void>;
  /** asked between two steps */
  command(): Command;
}

/** A trained voice: all that the export needs. */
export interface TrainedVoice {
  acoustic: Map<string, NamedTensor>;
  vocoder: Map<string, NamedTensor>;
  units: SpeakerUnits;
  fit: Fit;
  measures: RunMeasures;
  /** whether it was stopped before its last step */
  stopped: boolean;
}

/** How a run ends before its voice. */
export type Interruption = 'paused' | 'cancelled';

export type RunOutcome = { kind: Interruption } | { kind: 'trained'; voice: TrainedVoice };

/** What all phases of one run share. */
export interface RunState {
  settings: RunSettings;
  hooks: RunHooks;
  random: Random;
  pace: Pace;
  history: HeldOutHistory;
  units: SpeakerUnits;
  training: ClipFeatures[];
  heldOut: ClipFeatures[];
  /** whether the person asked to stop and keep the best */
  stopped: boolean;
}

/** Lets messages through: a worker hears of pause and cancel only between two tasks. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}
