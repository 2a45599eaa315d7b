/** A worker that phonemises, for a test in the browser. */
import { expose } from 'comlink';
import { phonemise } from '../src/text/phonemise';

const api = {
  phonemise,

  /** From now on nothing can be fetched. */
  goOffline() {
    globalThis.fetch = () => Promise.reject(new TypeError('offline'));
  }
};
export type PhonemiseApi = typeof api;
expose(api);
