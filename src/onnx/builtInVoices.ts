/**
 * Voices that are there before any training: readers of the base who gave their recordings to the public domain for
 * this. They speak as they are: the base's weights with their own row of speakers, statistics and fit.
 */
import { audioConfig } from '../config';
import { BadFileError } from '../errors';
import type { NamedTensor, TensorFile } from '../model/safetensors';
import type { NewVoice } from '../store/voices';
import { piperConfig, voiceStem, type VoiceDescription } from './piperFiles';
import { buildVoiceModel } from './voiceGraph';

export interface BuiltInVoice {
  name: string;
  /** its name among the base's speakers */
  speaker: string;
  /** the eSpeak NG voice that makes its phonemes */
  accent: VoiceDescription['accent'];
  /** in English */
  language: string;
  /** where the recordings are from */
  recordings: string;
}

export const builtInVoices: readonly BuiltInVoice[] = [
  {
    name: 'Kathleen',
    speaker: 'kath',
    accent: 'en-us',
    language: 'English (United States)',
    recordings: 'https://github.com/rhasspy/dataset-voice-kathleen'
  },
  {
    name: 'Kerstin',
    speaker: 'kerstin',
    accent: 'de' as string as VoiceDescription['accent'],
    language: 'German',
    recordings: 'https://github.com/rhasspy/dataset-voice-kerstin'
  }
];

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
  const width = speakers.shape[1]!;
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
 * A built-in voice with all of its files but the weights, which are the base's.
 * @throws BadFileError as speakerTensors does
 */
export function makeBuiltInVoice(
  base: TensorFile,
  voice: BuiltInVoice
): Omit<NewVoice, 'origin'> & { weights: null } {
  const { name, speaker, accent } = voice;
  const stem = voiceStem(name, accent);
  return {
    name,
    stem,
    run: null,
    dataset: null,
    espeakVoice: accent,
    sampleRate: audioConfig.sampleRate,
    minutes: null,
    clips: null,
    modelCard: card(stem, voice),
    onnx: buildVoiceModel(speakerTensors(base, speaker), accent),
    config: piperConfig(stem, accent),
    weights: null,
    about: `${JSON.stringify({ format: 'ownvoice', version: 1, name, accent }, null, 2)}\n`
  };
}

function card(stem: string, { name, speaker, language, recordings }: BuiltInVoice): string {
  const lines = [
    `# Model card for ${stem}`,
    '',
    `* Speaker: ${name}, who gave her recordings to the public domain (CC0-1.0)`,
    `* Recordings: ${recordings}`,
    `* Language: ${language}`,
    `* Quality: medium, ${audioConfig.sampleRate} Hz`,
    `* Made: with Ownvoice, from its base voice as it is, whose speaker "${speaker}" this is`,
    '* Licence of the weights: CC-BY-SA-3.0, for recordings of other speakers in the base voice',
    ''
  ];
  return lines.join('\n');
}
