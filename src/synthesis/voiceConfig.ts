/** A voice's `.onnx.json`: what speaking needs of it. Format: docs/PIPER.md. */
import { BadFileError } from '../errors';
import { natural } from '../model/architecture';

export interface VoiceConfig {
  /** Hz */
  sampleRate: number;
  /** eSpeak NG voice that turns its text into phonemes */
  espeakVoice: string;
  /** ids of each phoneme, a codepoint a phoneme */
  phonemeIds: ReadonlyMap<string, number[]>;
  /** natural values of `scales` */
  noiseScale: number;
  lengthScale: number;
  noiseW: number;
}

const maxId = 4096;

function refuse(problem: string): never {
  throw new BadFileError(
    `The voice's JSON file is not one of a Piper voice: ${problem}. Take the .onnx.json that belongs to the .onnx.`
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A number in a range, `fallback` where it is absent. */
function numberIn(value: unknown, low: number, high: number, name: string, fallback?: number): number {
  if (value === undefined && fallback !== undefined) return fallback;
  if (typeof value !== 'number' || !(value >= low && value <= high))
    refuse(`${name} must be a number from ${low} to ${high}`);
  return value;
}

/**
 * Reads and checks the text of `.onnx.json`.
 * @throws BadFileError naming what is missing or outside its range
 */
export function readVoiceConfig(text: string): VoiceConfig {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    refuse('it is no JSON');
  }
  if (!isObject(json)) refuse('it is no JSON object');
  const { audio, espeak, inference, phoneme_id_map: map } = json;
  if (!isObject(audio)) refuse('it has no "audio"');
  if (
    !isObject(espeak) ||
    typeof espeak['voice'] !== 'string' ||
    !/^[A-Za-z0-9+-]{1,40}$/.test(espeak['voice'])
  )
    refuse('it has no "espeak" voice');
  if (!isObject(map)) refuse('it has no "phoneme_id_map"');
  const kind = json['phoneme_type'];
  if (kind !== undefined && kind !== 'espeak')
    refuse(
      `its phonemes are of the kind ${typeof kind === 'string' ? JSON.stringify(kind.slice(0, 40)) : typeof kind}, only "espeak" can be spoken here`
    );
  const phonemeIds = new Map<string, number[]>();
  for (const [phoneme, ids] of Object.entries(map)) {
    if (
      !Array.isArray(ids) ||
      ids.length > 8 ||
      !ids.every((id) => Number.isInteger(id) && id >= 0 && id < maxId)
    )
      refuse('an entry of "phoneme_id_map" is no list of ids');
    phonemeIds.set(phoneme.normalize('NFD'), ids as number[]);
  }
  for (const needed of ['_', '^', '$'])
    if (!phonemeIds.has(needed)) refuse(`its "phoneme_id_map" has no "${needed}"`);
  const scales = isObject(inference) ? inference : {};
  return {
    sampleRate: numberIn(audio['sample_rate'], 8000, 48000, 'audio.sample_rate'),
    espeakVoice: espeak['voice'],
    phonemeIds,
    noiseScale: numberIn(scales['noise_scale'], 0, 4, 'inference.noise_scale', natural.noiseScale),
    lengthScale: numberIn(scales['length_scale'], 0.1, 10, 'inference.length_scale', 1),
    noiseW: numberIn(scales['noise_w'], 0, 4, 'inference.noise_w', natural.noiseW)
  };
}
