/**
 * Voices that are there before any training: readers of the base who gave their recordings to the public domain for
 * this. They are not stored: their files are made of the base when they are needed (onnx/builtInVoices.ts).
 */
import { audioConfig } from '../config';
import type { VoiceRecord } from './records';

/** No stored voice has it in its id: an id is a file's stem. */
const prefix = 'built-in:';

interface Reader {
  /** among the base's speakers */
  speaker: string;
  name: string;
  espeakVoice: string;
  stem: string;
  language: string;
}

const readers: Reader[] = [
  {
    speaker: 'kath',
    name: 'Kathleen',
    espeakVoice: 'en-us',
    stem: 'en_US-Kathleen-medium',
    language: 'English (United States)'
  },
  { speaker: 'kerstin', name: 'Kerstin', espeakVoice: 'de', stem: 'de_DE-Kerstin-medium', language: 'German' }
];

/** As records like those of stored voices. */
export const builtInVoices = readers.map((reader): VoiceRecord => ({
  version: 2,
  id: prefix + reader.speaker,
  name: reader.name,
  stem: reader.stem,
  origin: 'built in',
  base: 2,
  measures: null,
  run: null,
  dataset: null,
  espeakVoice: reader.espeakVoice,
  sampleRate: audioConfig.sampleRate,
  minutes: null,
  clips: null,
  modelCard: card(reader),
  created: 0,
  deleted: null
})) as [VoiceRecord, ...VoiceRecord[]];

/** The built-in voice of an id, if it is one. */
export function builtInVoice(id: string): VoiceRecord | undefined {
  return builtInVoices.find((voice) => voice.id === id);
}

/** Which of the base's speakers a built-in voice is. */
export function speakerOf({ id }: VoiceRecord): string {
  return id.slice(prefix.length);
}

/** The text of MODEL_CARD. */
function card({ speaker, name, stem, language }: Reader): string {
  const lines = [
    `# Model card for ${stem}`,
    '',
    `* Speaker: ${name}, who gave her recordings to the public domain (CC0-1.0)`,
    `* Recordings: https://github.com/rhasspy/dataset-voice-${name.toLowerCase()}`,
    `* Language: ${language}`,
    `* Quality: medium, ${audioConfig.sampleRate} Hz`,
    `* Made: with Ownvoice, from its base voice as it is, whose speaker "${speaker}" this is`,
    '* Licence of the weights: CC-BY-SA-3.0, for recordings of other speakers in the base voice',
    ''
  ];
  return lines.join('\n');
}
