/** The files that stand beside a voice's ONNX file, as Piper and sherpa-onnx read them (docs/PIPER.md). */
import { audioConfig } from '../config';
import { languageCode } from '../espeakVoices';
import { InvalidInputError } from '../errors';
import { languageName, type Language } from '../languages';
import type { VoiceMeasures } from '../store/records';
import phonemeIds from '../text/phonemeIds.json';

/** What is told of a voice, in its card and in ownvoice.json. */
export interface VoiceDescription {
  /** as a person named it; also the middle of the stem */
  name: string;
  /** the language it speaks: the name of an eSpeak NG voice */
  accent: Language;
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
export function voiceStem(name: string, language: Language): string {
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
  return `${languageCode(language)}-${plain}-${quality}`;
}

/** `language` of the JSON: names in English, and the language's own of itself, as this browser knows them. */
function piperLanguage(language: Language) {
  const code = languageCode(language);
  const [family, region] = code.split('_') as [string, string];
  const nameIn = (reader: string, type: 'language' | 'region', of: string) =>
    new Intl.DisplayNames([reader, 'en'], { type, fallback: 'none' }).of(of);
  const english = nameIn('en', 'language', family) ?? languageName(language).replace(/ \(.*/, '');
  const native = nameIn(family, 'language', family) ?? english;
  return {
    code,
    family,
    region,
    name_native: native.charAt(0).toLocaleUpperCase(family) + native.slice(1),
    name_english: english,
    country_english: region === 'GB' ? 'Great Britain' : nameIn('en', 'region', region)
  };
}

/** What sherpa-onnx looks for in the ONNX file; it exits the process where something is missing. */
export function clientMetadata(language: Language): Record<string, string> {
  return {
    model_type: 'vits',
    comment: 'piper',
    language: piperLanguage(language).name_english,
    voice: language,
    version: '1',
    has_espeak: '1',
    has_g2pw: '0',
    n_speakers: '1',
    sample_rate: String(audioConfig.sampleRate)
  };
}

/** The text of `<stem>.onnx.json`. */
export function piperConfig(stem: string, language: Language): string {
  const config = {
    dataset: stem,
    audio: { sample_rate: audioConfig.sampleRate, quality },
    espeak: { voice: language },
    language: piperLanguage(language),
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
    `* Language: ${languageName(about.accent)}`,
    `* Quality: ${quality}, ${audioConfig.sampleRate} Hz`,
    `* Dataset: ${oneLine(about.dataset)}, ${about.clips} clips, ${about.minutes.toFixed(1)} minutes`,
    `* Made: ${new Date(about.created).toISOString().slice(0, 10)}, with Ownvoice, on the speaker's own device`,
    `* Consent: ${about.consent ? oneLine(about.consent) : 'not stated'}`,
    '* Base voice: the Ownvoice base voice, second edition, trained on Asterisk prompts (Allison Smith, June Wallack:',
    '  CC-BY-SA-3.0; Carlo Flora, IvrvoiceRU: CC-BY-3.0), FreeSWITCH prompts (Callie: CC-BY-3.0), African Storybook',
    '  pages (Darshan Soni, Alexandra Danahy: CC-BY-3.0), a reader of LJ Speech sentences (PhilippMatthes/dc_tts:',
    '  Apache-2.0), Kathleen and Kerstin (rhasspy: CC0-1.0), talkers of the Modified Rhyme Test (NIST: public domain)',
    "  and synthetic speech of Festival's and Flite's voices. Licence of the weights: CC-BY-SA-3.0.",
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
