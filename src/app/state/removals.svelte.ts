import { toast } from 'svelte-sonner';
import { SvelteSet } from 'svelte/reactivity';
import { messageOf } from '../messageOf';

/** How long the way back stays open, in ms. */
const grace = 8000;

/** Deleting with a way back: a toast with Undo instead of a question. */
class Removals {
  #pending = new SvelteSet<string>();

  /** True while `key` waits for its deletion (see `postpone`) and must not be shown. */
  has(key: string): boolean {
    return this.#pending.has(key);
  }

  /** Says that something was deleted; `undo` brings it back. */
  async remove(what: string, act: () => Promise<void>, undo: () => Promise<void>): Promise<void> {
    await shown(act);
    toast(what, { duration: grace, action: { label: 'Undo', onClick: () => void shown(undo) } });
  }

  /** For what cannot be brought back: it disappears now, and `act` deletes it when the toast is gone. */
  postpone(key: string, what: string, act: () => Promise<void>): void {
    this.#pending.add(key);
    const carryOut = async () => {
      if (!this.#pending.has(key)) return;
      await shown(act);
      this.#pending.delete(key);
    };
    toast(what, {
      duration: grace,
      action: { label: 'Undo', onClick: () => this.#pending.delete(key) },
      onAutoClose: () => void carryOut(),
      onDismiss: () => void carryOut()
    });
  }
}

async function shown(act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    toast.error(messageOf(error));
  }
}

export const removals = new Removals();
