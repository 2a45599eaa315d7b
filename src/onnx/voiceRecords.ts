/** Voices between their files and the store. */
import { periodicityBands } from '../config';
import type { VoiceFilesRecord, VoiceMeasures, VoiceRecord } from '../store/records';
import type { NewTrainedVoice, NewVoice } from '../store/voices';
import { readVoiceConfig } from '../synthesis/voiceConfig';
import { aboutVoice, modelCard, piperConfig, voiceStem, type VoiceDescription } from './piperFiles';
import type { VoiceContents } from './voiceZip';

/**
 * A voice that a run made, ready for `saveVoice`.
 * @param onnx the bytes of `buildVoiceModel`
 * @param weights the bytes of weights.safetensors, fp32: the tensors given to `buildVoiceModel`
 * @throws InvalidInputError if the name has no letter or digit for its files
 */
export function trainedVoice(
  description: VoiceDescription,
  onnx: Uint8Array<ArrayBuffer>,
  weights: Uint8Array<ArrayBuffer>
): NewTrainedVoice {
  const { name, accent, run, dataset, minutes, clips } = description;
  const stem = voiceStem(name, accent);
  const config = piperConfig(stem, accent);
  const { espeakVoice, sampleRate } = readVoiceConfig(config);
  return {
    name,
    stem,
    origin: 'trained',
    base: 2,
    measures: description.measures,
    run,
    dataset,
    espeakVoice,
    sampleRate,
    minutes,
    clips,
    modelCard: modelCard(stem, description),
    onnx,
    config,
    weights,
    about: aboutVoice(description)
  };
}

/** A voice read from files, ready for `saveVoice`. What ownvoice.json tells is believed where it has the right type. */
export function importedVoice({ stem, onnx, config, modelCard, weights, about }: VoiceContents): NewVoice {
  const { espeakVoice, sampleRate } = readVoiceConfig(config);
  const told = (about === null ? {} : JSON.parse(about)) as Record<string, unknown>;
  const text = (key: string) => (typeof told[key] === 'string' ? told[key].slice(0, 100) : null);
  const number = (key: string) => (Number.isFinite(told[key]) ? (told[key] as number) : null);
  return {
    name: text('name')?.trim() || nameIn(stem),
    stem,
    origin: 'imported',
    base: told['format'] !== 'ownvoice' || told['version'] === null ? null : told['version'] === 2 ? 2 : 1,
    measures: readMeasures(told['measures']),
    run: null,
    dataset: text('dataset'),
    espeakVoice,
    sampleRate,
    minutes: number('minutes'),
    clips: number('clips'),
    modelCard,
    onnx,
    config,
    weights,
    about
  };
}

/** Measures as ownvoice.json tells them, or null where they are none. */
function readMeasures(told: unknown): VoiceMeasures | null {
  const isObject = (value: unknown): value is Record<string, unknown> =>
    typeof value === 'object' && value !== null;
  const areNumbers = (...values: unknown[]) => values.every((value) => Number.isFinite(value));
  const isSpeech = (value: unknown) =>
    isObject(value) &&
    areNumbers(value['frames'], value['pauses']) &&
    (value['movement'] === null || areNumbers(value['movement'])) &&
    (value['periodicity'] === null ||
      (Array.isArray(value['periodicity']) &&
        value['periodicity'].length === periodicityBands.length &&
        areNumbers(...value['periodicity'])));
  const sound =
    isObject(told) &&
    areNumbers(told['clips'], told['mel']) &&
    isSpeech(told['recordings']) &&
    isSpeech(told['voice']);
  return sound ? (told as unknown as VoiceMeasures) : null;
}

/** The middle of `<lang>_<REGION>-<name>-<quality>`, or all of another stem. */
function nameIn(stem: string): string {
  return /^[a-z]{2,3}_[A-Z]{2}-(.+)-(x_low|low|medium|high)$/.exec(stem)?.[1] ?? stem;
}

/** A stored voice as `packVoice` takes it. */
export function storedContents(
  { stem, modelCard }: VoiceRecord,
  { onnx, config, weights, about }: VoiceFilesRecord
): VoiceContents {
  return { stem, onnx, config, modelCard, weights, about };
}
