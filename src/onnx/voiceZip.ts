/** The zip that a voice travels in: writing ours, and reading ours or any Piper voice, hostile until checked. */
import { zipSync, type Zippable } from 'fflate';
import { BadFileError, InvalidInputError } from '../errors';
import { readSafetensors } from '../model/safetensors';
import { readVoiceConfig } from '../synthesis/voiceConfig';
import { checkModel } from './checkModel';
import { isStem, tokensText } from './piperFiles';
import { readDirectory, unpackEntry } from './zipDirectory';

/** What is in a voice's files; the form in which they are stored. */
export interface VoiceContents {
  stem: string;
  onnx: Uint8Array<ArrayBuffer>;
  /** the text of .onnx.json */
  config: string;
  /** the text of MODEL_CARD */
  modelCard: string;
  /** weights.safetensors (fp32), or null for a voice of another program */
  weights: Uint8Array<ArrayBuffer> | null;
  /** the text of ownvoice.json, or null */
  about: string | null;
}

/** Most that one file of a kind may hold, by the end of its name, in bytes. No Piper voice comes near. */
const limits: [ending: string, bytes: number][] = [
  ['.onnx', 200e6],
  ['.onnx.json', 1e6],
  ['weights.safetensors', 100e6],
  ['ownvoice.json', 1e6],
  ['MODEL_CARD', 1e6]
];
/** Bytes that the zip of a voice may have, packed or unpacked. */
export const maxZipBytes = 400e6;

/**
 * The zip of PIPER.md: a folder `vits-piper-<stem>` that Piper and sherpa-onnx read as it is.
 * @throws InvalidInputError if the stem is no safe file name
 */
export function packVoice(voice: VoiceContents): Uint8Array<ArrayBuffer> {
  const { stem, onnx, config, modelCard, weights, about } = voice;
  if (!isStem(stem)) throw new InvalidInputError(`"${stem}" cannot be the name of a voice's files.`);
  const text = (content: string) => new TextEncoder().encode(content);
  // Weights hardly shrink: they are stored, which makes the export instant.
  const files: Zippable = {
    [`${stem}.onnx`]: [onnx, { level: 0 }],
    [`${stem}.onnx.json`]: text(config),
    'tokens.txt': text(tokensText(readVoiceConfig(config).phonemeIds)),
    MODEL_CARD: text(modelCard)
  };
  if (about !== null) files['ownvoice.json'] = text(about);
  if (weights) files['weights.safetensors'] = [weights, { level: 0 }];
  return zipSync({ [`vits-piper-${stem}`]: files });
}

/**
 * Reads a zip with one Piper voice in it, ours or another's.
 * @throws BadFileError if it is no zip, names a path outside itself, unpacks to more than a voice has, or does not
 *   hold exactly one sound voice
 */
export function readVoiceZip(bytes: Uint8Array): VoiceContents {
  if (bytes.length > maxZipBytes)
    throw new BadFileError(
      `A voice's zip has at most ${maxZipBytes / 1e6} MB; this one has ${Math.round(bytes.length / 1e6)}.`
    );
  const files = unpack(bytes);
  const models = [...files].filter(([name]) => name.endsWith('.onnx'));
  const [found] = models;
  if (!found || models.length > 1)
    throw new BadFileError(
      `Expected a zip with one voice (one .onnx file and its .onnx.json); this one has ${models.length} .onnx files.`
    );
  const [model, onnx] = found;
  const folder = model.slice(0, model.lastIndexOf('/') + 1);
  const config = files.get(`${model}.json`);
  if (!config)
    throw new BadFileError(
      `The zip has "${model.slice(0, 100)}" but not the "${model.slice(0, 100)}.json" that belongs to it.`
    );
  const stem = model.slice(folder.length, -'.onnx'.length);
  const voice = readVoiceFiles(onnx, config, stem);
  const about = files.get(`${folder}ownvoice.json`);
  const card = files.get(`${folder}MODEL_CARD`);
  return {
    ...voice,
    modelCard: card ? decoded(card) : voice.modelCard,
    weights: checkedWeights(files.get(`${folder}weights.safetensors`)),
    about: about ? checkedAbout(decoded(about)) : null
  };
}

/**
 * Checks a Piper voice given as its two files.
 * @param stem the name of the .onnx file without its ending
 * @throws BadFileError if one of them is not what its name says, or too large
 */
export function readVoiceFiles(onnx: Uint8Array, json: Uint8Array, stem: string): VoiceContents {
  bounded(`${stem}.onnx`, onnx.length);
  bounded(`${stem}.onnx.json`, json.length);
  if (!isStem(stem))
    throw new BadFileError(
      `"${stem.slice(0, 100)}" cannot be the name of a voice's files: letters, digits, dots, - and _ are allowed.`
    );
  const config = decoded(json);
  readVoiceConfig(config);
  checkModel(onnx);
  return {
    stem,
    onnx: new Uint8Array(onnx),
    config,
    modelCard: '',
    weights: null,
    about: null
  };
}

/** The zip's files that a voice may have, by path. Names and sizes are checked before anything is unpacked. */
function unpack(bytes: Uint8Array): Map<string, Uint8Array> {
  const entries = readDirectory(bytes);
  const outside = entries.find(({ name }) => /^[/\\]|^[A-Za-z]:|(^|[/\\])\.\.([/\\]|$)|\\/.test(name));
  if (outside)
    throw new BadFileError(
      `The zip names a path outside itself ("${outside.name.slice(0, 100)}"); nothing of it was taken.`
    );
  const wanted = entries.filter(({ name }) => limits.some(([ending]) => name.endsWith(ending)));
  for (const { name, size } of wanted) bounded(name, size);
  if (wanted.reduce((total, { size }) => total + size, 0) > maxZipBytes)
    throw new BadFileError(`The zip unpacks to more than ${maxZipBytes / 1e6} MB; a voice never does.`);
  return new Map(wanted.map((entry) => [entry.name, unpackEntry(bytes, entry)]));
}

function bounded(name: string, size: number) {
  const limit = limits.findLast(([ending]) => name.endsWith(ending))?.[1] ?? 0;
  if (size > limit)
    throw new BadFileError(
      `"${name.slice(-100)}" has ${Math.round(size / 1e6)} MB; of a voice it has at most ${limit / 1e6}.`
    );
}

function decoded(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

/** Weights are worth keeping only if they can be read again. */
function checkedWeights(bytes: Uint8Array | undefined): Uint8Array<ArrayBuffer> | null {
  if (!bytes) return null;
  readSafetensors(bytes);
  return new Uint8Array(bytes);
}

/** @throws BadFileError if ownvoice.json is another program's */
function checkedAbout(json: string): string {
  try {
    const about: unknown = JSON.parse(json);
    if (typeof about === 'object' && about !== null && 'format' in about && about.format === 'ownvoice')
      return json;
  } catch {
    // told below
  }
  throw new BadFileError('The ownvoice.json in this zip is of another program, or damaged.');
}
