/**
 * Says which stored records changed, to listeners here and in every other page and worker of this app. Each write of
 * this folder calls `announce` when it is done; settings and features have no listeners, and are not told about.
 */
import type { RunGain, RunRecord } from './records';

export type Change =
  | { of: 'datasets' }
  /** null for several clips at once */
  | { of: 'clips'; dataset: string; clip: string | null }
  | { of: 'checks'; dataset: string }
  /** what was written spares the reading, which waits while a checkpoint is written; null for any other change */
  | { of: 'runs'; written: { run: RunRecord; gain: RunGain } | null }
  /** a take of this run is new, or was left out */
  | { of: 'takes'; run: string }
  | { of: 'voices' }
  | { of: 'pronunciations' };

const listeners = new Set<(change: Change) => void>();
let channel: BroadcastChannel | null = null;

/** To be called after a write. */
export function announce(change: Change): void {
  tell(change);
  opened().postMessage(change);
}

/** Calls back at every change until the returned function is called. */
export function onChange(listener: (change: Change) => void): () => void {
  // A channel that nobody listens to here is only spoken into.
  if (listeners.size === 0)
    opened().onmessage = (event: MessageEvent<Change>) => {
      tell(event.data);
    };
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function opened(): BroadcastChannel {
  return (channel ??= new BroadcastChannel('ownvoice-changes'));
}

function tell(change: Change): void {
  for (const listener of listeners) listener(change);
}

/** Says that a clip changed, by its id. */
export function announceClip(id: string): void {
  announce({ of: 'clips', dataset: id.slice(0, id.indexOf('/')), clip: id });
}
