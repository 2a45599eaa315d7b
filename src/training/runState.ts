/** What the phases of a run share, how it talks to its keeper, and the loop that every phase is. */
import type { Random } from '../model/random';
import type { NamedTensor } from '../model/safetensors';
import type { SpeakerUnits } from '../model/synthesis';
import type { HistoryPoint, RunProgress, RunSettings } from '../store/database';
import type { Checkpoint } from './checkpoint';
import type { HeldOutHistory, Measures } from './measures';
import type { Pace } from './pace';
import type { ClipFeatures } from './speaker';

/** What a run is asked to do between two steps. */
export type Command = 'go on' | 'pause' | 'stop' | 'cancel';

/** How a run talks to whoever keeps it. */
export interface RunHooks {
  /** after every step, and when a phase begins */
  progress(progress: RunProgress, point: HistoryPoint | null): void;
  log(line: string): void;
  /** called about once a minute and before a pause */
  checkpoint(checkpoint: Checkpoint): Promise<void>;
  /** asked between two steps */
  command(): Command;
}

/** A trained voice: all that the export needs. */
export interface TrainedVoice {
  acoustic: Map<string, NamedTensor>;
  vocoder: Map<string, NamedTensor>;
  units: SpeakerUnits;
  /** variance restoration [80] */
  variance: Float32Array<ArrayBuffer>;
  measures: Measures;
  /** whether it was stopped before its last step */
  stopped: boolean;
}

export type RunOutcome =
  { kind: 'paused' } | { kind: 'cancelled' } | { kind: 'trained'; voice: TrainedVoice };

const checkpointSeconds = 60;

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
  lastSave: number;
}

/** How a phase ends before its last step. */
export type Interruption = 'paused' | 'cancelled';

/** Steps until a trainer is done, or a command says otherwise; saves about once a minute and before a pause. */
export async function loop(
  run: RunState,
  done: () => boolean,
  step: () => Promise<void>,
  save: () => Promise<Pick<Checkpoint, 'acoustic' | 'result' | 'vocoder'>>
): Promise<'done' | Interruption> {
  const saveAll = async () => {
    const ids = (clips: ClipFeatures[]) => clips.map(({ id }) => id);
    const shared = {
      random: run.random.save(),
      seconds: run.pace.seconds,
      heldOut: run.history,
      trainingIds: ids(run.training),
      heldOutIds: ids(run.heldOut)
    };
    await run.hooks.checkpoint({ ...shared, ...(await save()) });
    run.lastSave = performance.now();
  };
  while (!done() && !run.stopped) {
    await step();
    await breathe();
    const command = run.hooks.command();
    if (command === 'cancel') return 'cancelled';
    if (command === 'pause') {
      await saveAll();
      return 'paused';
    }
    run.stopped = command === 'stop';
    if (performance.now() - run.lastSave > checkpointSeconds * 1000) await saveAll();
  }
  return 'done';
}

/** Lets messages through: a worker hears of pause and cancel only between two tasks. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}
