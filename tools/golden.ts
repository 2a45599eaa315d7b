import { readFileSync } from 'node:fs';
import { readSafetensors, type NamedTensor, type TensorFile } from '../src/model/safetensors';

/** The shipped base voice, read from disk: for tests and tools in Node. */
export function readBase(): TensorFile {
  return readSafetensors(readFileSync(new URL('../public/base/base.safetensors', import.meta.url)));
}

/** The golden values of docs/MODEL.md, and a getter that names what is missing. */
export function readGolden() {
  const file = readSafetensors(readFileSync(new URL('./base-model/golden.safetensors', import.meta.url)));
  const get = (name: string): NamedTensor => {
    const tensor = file.tensors.get(name);
    if (!tensor) throw new Error(`golden.safetensors has no "${name}"`);
    return tensor;
  };
  return { ...file, get, floats: (name: string) => get(name).data as Float32Array };
}

/** The factors that the golden synthesis was computed with, as `untrainedVoice` takes them. */
export function goldenFit({ get }: ReturnType<typeof readGolden>) {
  return {
    variance: get('synthesis.variance'),
    pace: get('synthesis.pace'),
    range: get('synthesis.range')
  };
}
