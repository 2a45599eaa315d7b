/** Says which stored records changed, to every state class of this page and to the other tabs of this browser. */
import type { RunRecord } from '../store/database';

export type Change =
  | { of: 'datasets' }
  | { of: 'clips'; dataset: string; clip: string | null }
  /** `record` spares the reading, which waits while a checkpoint is written */
  | { of: 'runs'; run: string | null; record?: RunRecord }
  | { of: 'voices' };

const listeners = new Set<(change: Change) => void>();
const channel = new BroadcastChannel('ownvoice-changes');
channel.addEventListener('message', (event: MessageEvent<Change>) => tell(event.data));

/** To be called after a write. */
export function announce(change: Change): void {
  tell(change);
  channel.postMessage(change);
}

/** Calls back at every change until the returned function is called. */
export function onChange(listener: (change: Change) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function tell(change: Change): void {
  for (const listener of listeners) listener(change);
}
