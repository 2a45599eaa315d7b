import { expose } from 'comlink';
import { hold } from './hold';

/** The first word of a worker to its page. */
export interface Hello {
  /** a Web Lock that the worker holds as long as it lives */
  alive: string;
}

/** Offers functions to the page that started this worker with `startWorker`. */
export function serve(api: object): void {
  expose(api);
  const alive = `ownvoice-worker-${crypto.randomUUID()}`;
  void hold(alive).then(() => {
    const hello: Hello = { alive };
    self.postMessage(hello);
  });
}
