/** The files that stand beside a voice's ONNX file, as Piper and sherpa-onnx read them (docs/PIPER.md). */
import { accents, audioConfig, type Accent } from '../config';
import { InvalidInputError } from '../errors';
import type { VoiceMeasures } from '../store/database';
import phonemeIds from '../text/phonemeIds.json';

/** What is told of a voice, in its card and in ownvoice.json. */
export interface VoiceDescription {
  /** as a person named it; also the middle of the stem */
  name: string;
  accent: Accent;
  /** name of the dataset it was trained on */
  dataset: string;
  run: string | null;
  clips: number;
  /** minutes of speech trained on */
  minutes: number;
  /** what was measured, by name, e.g. `held-out mel L1` */
  scores: Record<string, number>;
  /** how it speaks beside the recordings, or null where nothing was held out */
  measures: VoiceMeasures | null;
  /** the speaker's consent in a sentence, or null where none was given */
  consent: string | null;
  /** ms since the epoch */
  created: number;
}

const stemPattern = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;
const quality = 'medium';

/** Whether a file stem is one that every Piper client accepts. */
export function isStem(stem: string): boolean {
  return stem.length <= 100 && stemPattern.test(stem);
}

/**
 * The stem of a voice's files, `<lang>_<REGION>-<name>-medium`. In the name, accents are dropped and what is no
 * letter, digit, dot or underscore becomes an underscore.
 * @throws InvalidInputError if nothing of the name is left
 */
export function voiceStem(name: string, accent: Accent): string {
  const plain = name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^A-Za-z0-9._]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, 60);
  if (!/[A-Za-z0-9]/.test(plain))
    throw new InvalidInputError(
      `A voice's name needs at least one letter a-z or digit for its files; "${name}" has none.`
    );
  return `${accents[accent].code}-${plain}-${quality}`;
}

/** The text of `<stem>.onnx.json`. */
export function piperConfig(stem: string, accent: Accent): string {
  const { code, region, country } = accents[accent];
  const config = {
    dataset: stem,
    audio: { sample_rate: audioConfig.sampleRate, quality },
    espeak: { voice: accent },
    language: {
      code,
      family: 'en',
      region,
      name_native: 'English',
      name_english: 'English',
      country_english: country
    },
    inference: { noise_scale: 0.667, length_scale: 1, noise_w: 0.8 },
    phoneme_type: 'espeak',
    phoneme_map: {},
    phoneme_id_map: phonemeIds,
    num_symbols: 256,
    num_speakers: 1,
    speaker_id_map: {},
    hop_length: audioConfig.hopLength,
    default_speaker_id: 0,
    piper_version: '1.0.0'
  };
  return `${JSON.stringify(config, null, 2)}\n`;
}

/** The text of tokens.txt: a symbol, a space and its id a line. sherpa-onnx reads one codepoint a symbol. */
export function tokensText(table: ReadonlyMap<string, readonly number[]>): string {
  return [...table]
    .filter(([symbol, ids]) => [...symbol].length === 1 && ids.length > 0)
    .map(([symbol, [id]]) => `${symbol} ${id}\n`)
    .join('');
}

/** The text of MODEL_CARD. */
export function modelCard(stem: string, about: VoiceDescription): string {
  const scores = Object.entries(about.scores).map(
    ([name, value]) => `  ${name}: ${Number(value.toPrecision(4))}`
  );
  const lines = [
    `# Model card for ${stem}`,
    '',
    `* Speaker: ${oneLine(about.name)}`,
    `* Language: ${accents[about.accent].label}`,
    `* Quality: ${quality}, ${audioConfig.sampleRate} Hz`,
    `* Dataset: ${oneLine(about.dataset)}, ${about.clips} clips, ${about.minutes.toFixed(1)} minutes`,
    `* Made: ${new Date(about.created).toISOString().slice(0, 10)}, with Ownvoice, on the speaker's own device`,
    `* Consent: ${about.consent ? oneLine(about.consent) : 'not stated'}`,
    '* Base voice: the Ownvoice base voice, trained on Asterisk prompts (Allison Smith, June Wallack: CC-BY-SA-3.0;',
    '  IvrvoiceRU, Carlo Flora: CC-BY-3.0), a reader of LJ Speech sentences (PhilippMatthes/dc_tts: Apache-2.0) and',
    "  synthetic speech of Festival's and Flite's voices. Licence of the weights: CC-BY-SA-3.0.",
    ...(scores.length ? ['* Scores:', ...scores] : []),
    '',
    'Home Assistant: copy the .onnx and the .onnx.json to /share/piper, restart the Piper add-on, then reload the',
    'Wyoming integration. sherpa-onnx also needs tokens.txt and its own espeak-ng-data folder.',
    ''
  ];
  return lines.join('\n');
}

/** The text of ownvoice.json; its version is that of the base voice. */
export function aboutVoice(about: VoiceDescription): string {
  return `${JSON.stringify({ format: 'ownvoice', version: 2, ...about }, null, 2)}\n`;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
