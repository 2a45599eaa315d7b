/** The files of built-in voices, made of the base: its weights with a speaker's own row, statistics and fit. */
import { audioConfig } from '../config';
import { BadFileError } from '../errors';
import type { Language } from '../languages';
import type { NamedTensor, TensorFile } from '../model/safetensors';
import { speakerOf } from '../store/builtInVoices';
import type { VoiceFilesRecord, VoiceRecord } from '../store/records';
import { piperConfig } from './piperFiles';
import { buildVoiceModel } from './voiceGraph';

/**
 * The tensors of one of the base's speakers, as buildVoiceModel takes them.
 * @param speaker its name in the metadata's `speakers`
 * @throws BadFileError if the base does not have this speaker, or nothing that fits the drawn to it
 */
export function speakerTensors({ tensors, metadata }: TensorFile, speaker: string): Map<string, NamedTensor> {
  const row = (metadata['speakers'] ?? '').split(',').indexOf(speaker);
  const speakers = tensors.get('acoustic.speakers');
  const stats = tensors.get(`speaker_stats.${speaker}`);
  const fit = tensors.get(`speaker_fit.${speaker}`);
  const bands = audioConfig.melBands;
  if (row < 0 || !speakers || !stats || fit?.data.length !== bands + 2)
    throw new BadFileError(
      `The base voice should hold a speaker "${speaker}" with speaker_stats.${speaker} and speaker_fit.${speaker}; this file does not. Reload the page to get the whole file.`
    );
  const [, width] = speakers.shape as [number, number];
  const part = (data: NamedTensor['data'], from: number, count: number): NamedTensor => ({
    shape: [count],
    data: Float32Array.from(data.subarray(from, from + count))
  });
  const networks = [...tensors].filter(
    ([name]) => /^(acoustic|vocoder)\./.test(name) && name !== 'acoustic.speakers'
  );
  return new Map([
    ...networks,
    ['speaker', part(speakers.data, row * width, width)],
    ['speaker_stats.voice', stats],
    ['variance', part(fit.data, 0, bands)],
    ['pace', part(fit.data, bands, 1)],
    ['range', part(fit.data, bands + 1, 1)]
  ]);
}

/**
 * The files of a built-in voice; its weights are the base's, and not repeated.
 * @throws BadFileError as speakerTensors does
 */
export function builtInFiles(base: TensorFile, voice: VoiceRecord): VoiceFilesRecord {
  const { id, name, stem } = voice;
  const language = voice.espeakVoice as Language;
  return {
    id,
    onnx: buildVoiceModel(speakerTensors(base, speakerOf(voice)), language),
    config: piperConfig(stem, language),
    weights: null,
    about: `${JSON.stringify({ format: 'ownvoice', version: 2, name }, null, 2)}\n`
  };
}
