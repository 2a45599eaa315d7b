import { NotFoundError } from '../src/errors';
import { readSafetensors, type TensorFile } from '../src/model/safetensors';

/**
 * The base voice, from our own origin or the offline cache.
 * @throws NotFoundError if neither has it
 */
export async function loadBase(): Promise<TensorFile> {
  const response = await fetch(new URL('../base/base.safetensors', self.location.href));
  if (!response.ok)
    throw new NotFoundError(
      `The base voice could not be loaded (${response.status}). Go online once and reload the page.`
    );
  return readSafetensors(new Uint8Array(await response.arrayBuffer()));
}
