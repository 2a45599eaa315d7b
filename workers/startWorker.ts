/** How a page starts a worker: the one way, for every kind. */
import { wrap, type Remote } from 'comlink';
import { UnsupportedError, WorkerError } from '../src/errors';
import type { Hello } from './serve';

/** A worker that lives until `end`, until it breaks, or until the browser ends it. */
export interface StartedWorker<Api> {
  /**
   * Lets `work` call the worker.
   * @throws UnsupportedError if the worker cannot be loaded
   * @throws WorkerError if it broke down or was ended before `work` was done
   */
  use<Result>(work: (api: Remote<Api>) => Promise<Result>): Promise<Result>;
  end(): void;
  /** resolves when it lives no more */
  over: Promise<void>;
}

/** @param worker just made of a script that calls `serve` */
export function startWorker<Api>(worker: Worker): StartedWorker<Api> {
  const api = wrap<Api>(worker);
  let loaded = false;
  let end!: (error: Error) => void;
  const ended = new Promise<never>((_, reject) => {
    end = (error) => {
      worker.terminate();
      reject(error);
    };
  });
  worker.addEventListener('message', ({ data }: MessageEvent<Partial<Hello> | null>) => {
    if (!data?.alive) return;
    loaded = true;
    // A worker that the browser ends, out of memory say, answers no more; but the lock that it held is free then.
    void navigator.locks.request(data.alive, () =>
      end(new WorkerError('The browser ended this work, most likely as memory ran out. Try it once more.'))
    );
  });
  worker.addEventListener('error', ({ message }) => {
    const why = message ? ` (${message})` : '';
    end(
      loaded
        ? new WorkerError(`This work broke down${why}. Try it once more.`)
        : new UnsupportedError(
            `A part of the app could not be loaded${why}. Check the connection, reload the page and try again.`
          )
    );
  });
  return {
    use: (work) => Promise.race([ended, work(api)]),
    end: () => end(new WorkerError('This work was ended.')),
    over: ended.catch(() => undefined)
  };
}
