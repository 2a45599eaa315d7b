import { withinTime } from './timeLimit';

/** ms that a worker has to answer: longer than a sentence takes, and about as long as a fresh worker takes to load a voice */
const patience = 3000;

/**
 * Ends what a worker does: asks it to stop, and where no answer comes in time (a worker at work hears nothing, and a
 * voice made to do harm works for ever) ends the worker itself, so that the next call gets a fresh one.
 * @param stop asks; resolves with the answer
 * @param end ends this very worker, whatever has been started since
 */
export async function stopOrRestart(stop: () => Promise<unknown>, end: () => void): Promise<void> {
  try {
    await withinTime(stop(), patience, () => new Error(`No answer within ${patience} ms.`));
  } catch {
    end();
  }
}
