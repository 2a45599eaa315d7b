import { toast } from 'svelte-sonner';
import { messageOf } from '../messageOf';

/** steps that can be taken back */
const kept = 100;

interface Step {
  what: string;
  undo: () => Promise<unknown>;
}

/** What was done to clips on this visit, and the way back: by a toast, by Ctrl+Z, step by step. */
class Repairs {
  #steps = $state.raw<Step[]>([]);
  #notice: string | number | undefined;

  /** Whether there is something to undo. */
  get any(): boolean {
    return this.#steps.length > 0;
  }

  /**
   * Does something, and tells it with a way back.
   * @param what a sentence
   * @param act resolves with what undoes it, or null where nothing changed
   * @returns whether it was done; if not, a toast says why
   */
  async act(what: string, act: () => Promise<(() => Promise<unknown>) | null>): Promise<boolean> {
    try {
      const undo = await act();
      if (undo) {
        const step = { what, undo };
        this.#steps = [...this.#steps.slice(1 - kept), step];
        // One notice at a time: it tells of the last step, which Undo takes back.
        toast.dismiss(this.#notice);
        this.#notice = toast(what, { action: { label: 'Undo', onClick: () => void this.undo(step) } });
      }
      return true;
    } catch (error) {
      toast.error(messageOf(error));
      return false;
    }
  }

  /** Takes a step back, the last by default. */
  async undo(step = this.#steps.at(-1)): Promise<void> {
    if (!step || !this.#steps.includes(step)) return;
    this.#steps = this.#steps.filter((other) => other !== step);
    toast.dismiss(this.#notice);
    try {
      await step.undo();
      this.#notice = toast(`Undone: ${step.what}`, { duration: 3000 });
    } catch (error) {
      toast.error(messageOf(error));
    }
  }

  /** Ctrl+Z (Cmd+Z) anywhere but in a field, which has a way back of its own. */
  onkeydown = (event: KeyboardEvent): void => {
    if (event.key.toLowerCase() !== 'z' || !(event.ctrlKey || event.metaKey) || event.shiftKey) return;
    if (event.target instanceof HTMLElement && event.target.matches('input, textarea, select')) return;
    if (!this.any) return;
    event.preventDefault();
    void this.undo();
  };
}

export const repairs = new Repairs();
