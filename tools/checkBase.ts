/** Does a base voice fit the networks of this repository? Compared with the one that is in place. */
import { BadFileError } from '../src/errors';
import { readSafetensors, type TensorFile } from '../src/model/safetensors';

/** A base voice as files. */
export interface BaseFiles {
  base: Uint8Array;
  golden: Uint8Array;
  modelCard: string;
}

const formatVersion = '2';
/** One of these a speaker; which speakers there are may differ. */
const perSpeaker = /^speaker_(stats|fit)\.(.+)$/;
/** 80 means, 80 deviations, mean and deviation of log-F0 */
const statsLength = 162;
/** 80 of `variance`, `pace`, `range` */
const fitLength = 82;

interface Header {
  metadata: Record<string, string>;
  /** dtype and shape of every tensor, as text */
  types: Map<string, string>;
}

/** Reads the header alone: most of what does not fit shows in it, at once. */
function headerOf(file: string, bytes: Uint8Array): Header {
  try {
    const length = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0, true);
    const { __metadata__: metadata = {}, ...tensors } = JSON.parse(
      new TextDecoder().decode(bytes.subarray(8, 8 + length))
    ) as Record<string, { dtype: string; shape: number[] }> & { __metadata__?: Record<string, string> };
    const types = Object.entries(tensors).map(
      ([name, { dtype, shape }]) => [name, `${dtype} [${shape.join(', ')}]`] as const
    );
    return { metadata, types: new Map(types) };
  } catch {
    throw new BadFileError(`${file} should begin with the header of a safetensors file, and does not.`);
  }
}

function checkNames(file: string, expected: Header['types'], found: Header['types']): void {
  for (const name of expected.keys())
    if (!found.has(name)) throw new BadFileError(`${file} should hold "${name}" and does not.`);
  for (const name of found.keys())
    if (!expected.has(name))
      throw new BadFileError(`${file} holds "${name}", of which nothing here knows the use.`);
}

/** Reads all values: they must have their place in the file, and be finite. */
function checkValues(file: string, bytes: Uint8Array): void {
  let tensors: TensorFile['tensors'];
  try {
    tensors = readSafetensors(bytes).tensors;
  } catch (error) {
    throw new BadFileError(`${file}: ${(error as Error).message}`);
  }
  for (const [name, { data }] of tensors)
    if (!data.every(Number.isFinite))
      throw new BadFileError(`${file}: "${name}" should hold finite numbers, and holds infinity or NaN.`);
}

/** @returns how many speakers the base has */
function checkWeights(file: string, { metadata, types }: Header, present: Header): number {
  if (metadata.format_version !== formatVersion)
    throw new BadFileError(
      `${file} should be of format_version ${formatVersion}, and is of ${metadata.format_version ?? 'none'}.`
    );
  const speakers = (metadata.speakers ?? '').split(',');
  const expected = new Map([...present.types].filter(([name]) => !perSpeaker.test(name)));
  expected.set('acoustic.speakers', `F16 [${speakers.length}, 256]`);
  for (const speaker of speakers) {
    expected.set(`speaker_stats.${speaker}`, `F32 [${statsLength}]`);
    if (types.has(`speaker_fit.${speaker}`)) expected.set(`speaker_fit.${speaker}`, `F32 [${fitLength}]`);
  }
  checkNames(file, expected, types);
  for (const [name, type] of expected)
    if (types.get(name) !== type)
      throw new BadFileError(`${file}: "${name}" should be ${type}, and is ${types.get(name)}.`);
  return speakers.length;
}

/** Lengths of the golden clips may differ; the gradients have the shapes of the weights. */
function checkGolden(file: string, { metadata, types }: Header, present: Header, speakers: number): void {
  checkNames(file, present.types, types);
  for (const key of ['clips', 'feature_clip'])
    if (!metadata[key]) throw new BadFileError(`${file} should say its "${key}" in the metadata.`);
  const rows = `F32 [${speakers + 1}, 256]`;
  const found = types.get('grad.acoustic.speakers');
  if (found !== rows)
    throw new BadFileError(
      `${file}: "grad.acoustic.speakers" should be ${rows}, a row for each speaker of the base and one more, and is ${found}: take both files from one run of pack.py.`
    );
}

/**
 * Checks a base voice: format version, names, shapes and types of all tensors, finite values, golden values of a base
 * with as many speakers.
 * @param present the files in place; they may have other speakers
 * @throws BadFileError naming the first thing that does not fit
 */
export function checkBase(files: BaseFiles, present: Omit<BaseFiles, 'modelCard'>): void {
  const [base, golden] = ['base.safetensors', 'golden.safetensors'];
  const speakers = checkWeights(base, headerOf(base, files.base), headerOf(base, present.base));
  checkGolden(golden, headerOf(golden, files.golden), headerOf(golden, present.golden), speakers);
  if (!files.modelCard.trim())
    throw new BadFileError('MODEL_CARD.md should say who spoke and under which licences, and is empty.');
  checkValues(base, files.base);
  checkValues(golden, files.golden);
}
