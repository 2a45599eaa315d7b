/**
 * The shape of every record in the database. Every record carries `version`; a change of shape raises it and adds a
 * step to `migrations`. Big binary values live in stores of their own, so that listing is cheap.
 */
import type { DBSchema, IDBPDatabase } from 'idb';
import type { Language } from '../languages';

/** Who allowed a dataset to become a voice: the speaker, or someone who has the speaker's permission. */
export interface Consent {
  by: 'speaker' | 'permission';
  /** ms since the epoch */
  given: number;
  /** whether the statement was spoken, and kept in `audio` under the dataset's `consentId` */
  recorded: boolean;
}

/** A named collection of one person's clips. */
export interface DatasetRecord {
  version: 2;
  /** letters, digits, - and _; unique; also what a person sees */
  id: string;
  /** the language spoken in it: the name of an eSpeak NG voice */
  accent: Language;
  /** ms since the epoch */
  created: number;
  /** null until it is given */
  consent: Consent | null;
  /** set while the deletion can still be undone */
  deleted: number | null;
}

/** `waiting` and `converting` are found again after a reload, and conversion goes on. */
export type ClipState = 'waiting' | 'converting' | 'ready' | 'failed';

/** What may be found wrong with a clip. */
export type CheckName =
  | 'short'
  | 'long'
  | 'clipped'
  | 'noise'
  | 'offset'
  | 'quiet'
  | 'silence'
  | 'bandwidth'
  | 'otherVoice'
  | 'rate'
  | 'reading'
  | 'mismatch';

/** What is used of a clip's decode: samples at 22 050 Hz, `to` not included, and a gain in dB. */
export interface ClipEdit {
  from: number;
  to: number;
  gain: number;
}

/** One recording and its transcript. The audio is in `audio` (once ready) or `sources` (until then) under the same id. */
export interface ClipRecord {
  version: 2;
  /** `${dataset}/${name}` */
  id: string;
  dataset: string;
  /** file name without folder and ending; unique in the dataset */
  name: string;
  fileName: string;
  /** bytes of the file as it was dropped */
  bytes: number;
  state: ClipState;
  transcript: string;
  /** why it failed, or null */
  problem: string | null;
  /** samples at 22 050 Hz of the whole decode; 0 until ready */
  samples: number;
  /** SHA-256 of the file as it was dropped, in hexadecimal; null for clips that are older than this field */
  hash: string | null;
  /** null for the whole decode as it is */
  edit: ClipEdit | null;
  /** left out of training by the person */
  excluded: boolean;
  /** findings that the person looked at and found right */
  reviewed: CheckName[];
  /** ms since the epoch */
  added: number;
  /** set while the removal can still be undone; `listClips` leaves such clips out */
  deleted: number | null;
}

/** The decode of a clip, untouched: 22 050 Hz mono. */
export interface AudioRecord {
  id: string;
  pcm: Float32Array<ArrayBuffer>;
}

/** A file as it was dropped, kept until its clip is ready. */
export interface SourceRecord {
  id: string;
  file: Blob;
}

/** The decode that a clip had before it was recorded again or cut, kept until its dataset is deleted. */
export interface ReplacedAudioRecord {
  clip: string;
  dataset: string;
  pcm: Float32Array<ArrayBuffer>;
  /** the clip as it was */
  record: ClipRecord;
}

/** One thing found wrong with a clip, with its place in what is used of it, in seconds. */
export interface Finding {
  check: CheckName;
  /** a sentence: what was found, and what it means */
  detail: string;
  from: number;
  to: number;
}

/** What the checks of one clip by itself found; valid while `key` is. */
export interface CheckRecord {
  version: 1;
  /** clip id */
  id: string;
  dataset: string;
  key: string;
  findings: Finding[];
  facts: ClipFacts;
}

/** What is compared between the clips of a dataset; null where a clip does not tell. */
export interface ClipFacts {
  /** of what is used of it */
  seconds: number;
  /** of its transcript, empty without one */
  phonemes: string;
  /** natural logarithm of the median F0 in Hz */
  logF0: number | null;
  /** coefficients 1 to 12 of the mean cepstrum of speech */
  cepstrum: number[] | null;
  /** sounds of the transcript per second of speech */
  rate: number | null;
  /** how much better the clip fits its transcript than others: log-likelihood per frame */
  fit: number | null;
  /** how many other transcripts there were to compare with */
  others: number;
}

/** What training reads of one clip; valid while `key` (dataset/clipFeatures.ts) is. */
export interface FeatureRecord {
  version: 1;
  /** clip id */
  id: string;
  dataset: string;
  key: string;
  /** the prepared clip, a multiple of 256 samples */
  wave: Int16Array<ArrayBuffer>;
  /** [frames, 80] natural log */
  logMel: Float32Array<ArrayBuffer>;
  /** [frames] Hz, 0 where unvoiced */
  f0: Float32Array<ArrayBuffer>;
  phonemes: string;
}

export type RunState = 'pending' | 'training' | 'paused' | 'completed' | 'stopped' | 'failed';
export type RunPhase = 'preparing' | 'training' | 'measuring' | 'exporting' | 'checking';

/** Which base voice something was made from. The second draws prosody and has a vocoder that is not trained. */
export type BaseEdition = 1 | 2;

/** What a person chose for a run; it travels with every checkpoint and with the exported voice. */
export interface RunSettings {
  epochs: number;
  batchSize: number;
  learningRate: number;
  /** share held out; ignored where `heldOut` names clips */
  validation: number;
  heldOut: string[] | null;
  /** end when the held-out loss has not improved for three epochs */
  earlyStopping: boolean;
  seed: number;
  backend: 'webgpu' | 'webgl' | 'wasm' | 'cpu' | null;
}

/** Held-out losses, unweighted, per frame or token, and their weighted total. */
export interface HeldOutLosses {
  mel: number;
  f0: number;
  voicing: number;
  aligner: number;
  /** null in a run of the first base, which averaged prosody */
  prosody: number | null;
  total: number;
}

/** One point of the loss curves. */
export interface HistoryPoint {
  epoch: number;
  step: number;
  /** weighted training loss of this step */
  loss: number;
  /** at the end of an epoch (epoch 0: the base) */
  heldOut?: HeldOutLosses;
}

/** Where a run stands: what a screen shows without asking the worker. */
export interface RunProgress {
  phase: RunPhase;
  epoch: number;
  epochs: number;
  step: number;
  steps: number;
  stepsPerSecond: number;
  /** seconds left in the whole run, or null while unknown */
  secondsLeft: number | null;
}

/** One training job. Its curves and log, which grow as it trains, are in `runGains`. */
export interface RunRecord {
  version: 4;
  /** `<dataset>_<YYYYMMDDHHmmss>` */
  id: string;
  dataset: string;
  /** the base voice that it starts from */
  base: BaseEdition;
  settings: RunSettings;
  state: RunState;
  progress: RunProgress | null;
  /** lowest held-out total, or null before the first */
  bestLoss: number | null;
  /** which backend trains and why it was chosen, in a sentence */
  backend: string | null;
  /** clips left out, with the reason */
  skipped: { clip: string; reason: string }[];
  error: string | null;
  /** what happened on the way that a person should know, or null */
  note: string | null;
  created: number;
  finished: number | null;
  /** the voice that came of it, or null */
  voice: string | null;
}

/** What a run's curves and log gained between two writes of its record. */
export interface RunGain {
  run: string;
  /** how many points and lines the run had before */
  pointsBefore: number;
  linesBefore: number;
  points: HistoryPoint[];
  /** what happened, a line each, with the time */
  lines: string[];
}

/** A training job with all that it gained. */
export interface Run extends RunRecord {
  history: HistoryPoint[];
  log: string[];
}

/** Everything that a killed run needs to go on exactly: see training/checkpoint.ts. */
export interface CheckpointRecord {
  version: 1;
  run: string;
  saved: number;
  /** safetensors: current and best weights, optimiser moments */
  tensors: Uint8Array<ArrayBuffer>;
  /** JSON: phase, step, random state, schedule, held-out clips */
  state: string;
}

/** How the voice said one sentence after an epoch of a run. */
export interface TakeRecord {
  version: 1;
  run: string;
  /** 0 is the untrained base */
  epoch: number;
  /** the clip whose sentence it is, by its name, and what is said in it */
  clip: string;
  text: string;
  /** 16 bits, 22 050 Hz */
  pcm: Int16Array<ArrayBuffer>;
  /** the clip's log-mel spectrogram in bytes, see melRange [frames, 80] */
  recording: Uint8Array<ArrayBuffer>;
  /** what the model makes of it on the recording's own durations and pitch [frames, 80] */
  mel: Uint8Array<ArrayBuffer>;
}

/** Files of a finished run: best_model.safetensors and measures.json. */
export interface RunFilesRecord {
  run: string;
  best: Uint8Array<ArrayBuffer>;
  measures: string;
}

/** How somebody says a number of sentences. */
export interface SpeechMeasures {
  /** how long it takes, in frames of 256 samples at 22 050 Hz */
  frames: number;
  /** silences within sentences, of more than 93 ms */
  pauses: number;
  /** standard deviation of log-F0 over voiced frames, 1 being the dataset's; null where nothing is voiced */
  movement: number | null;
  /**
   * How periodic voiced speech is in each of five bands (audio/periodicity.ts): more than the recordings' is a buzz;
   * null where nothing is voiced.
   */
  periodicity: number[] | null;
}

/** A voice on sentences that it was not trained on, beside the recordings of them. */
export interface VoiceMeasures {
  /** sentences */
  clips: number;
  /** held-out mel loss */
  mel: number;
  recordings: SpeechMeasures;
  voice: SpeechMeasures;
}

/** A voice that can speak. The big parts are in `voiceFiles` under the same id. */
export interface VoiceRecord {
  version: 2;
  id: string;
  name: string;
  /** stem of its files, e.g. en_US-jane-medium */
  stem: string;
  /** built-in voices are made of the base on each device, and not stored */
  origin: 'trained' | 'imported' | 'built in';
  /** the base voice that it was made from, or null for a voice of another program */
  base: BaseEdition | null;
  /** null where nothing was held out, or the voice was made before there were measures */
  measures: VoiceMeasures | null;
  /** the run and dataset it came from, or null */
  run: string | null;
  dataset: string | null;
  /** eSpeak NG voice that turns its text into phonemes */
  espeakVoice: string;
  sampleRate: number;
  /** minutes of speech it was trained on, or null where unknown */
  minutes: number | null;
  clips: number | null;
  /** text of MODEL_CARD, shown under details */
  modelCard: string;
  created: number;
  /** set while the deletion can still be undone */
  deleted: number | null;
}

/** The files of a voice. */
export interface VoiceFilesRecord {
  id: string;
  onnx: Uint8Array<ArrayBuffer>;
  /** the text of .onnx.json */
  config: string;
  /** weights.safetensors (fp32), or null for a voice of another program */
  weights: Uint8Array<ArrayBuffer> | null;
  /** the text of ownvoice.json, or null */
  about: string | null;
}

/** Small facts about this device, e.g. the measured speed of each backend. */
export interface SettingRecord {
  key: string;
  value: unknown;
}

export interface OwnvoiceSchema extends DBSchema {
  datasets: { key: string; value: DatasetRecord };
  clips: { key: string; value: ClipRecord; indexes: { dataset: string } };
  audio: { key: string; value: AudioRecord };
  sources: { key: string; value: SourceRecord };
  replacedAudio: { key: number; value: ReplacedAudioRecord; indexes: { dataset: string; clip: string } };
  checks: { key: string; value: CheckRecord; indexes: { dataset: string } };
  features: { key: string; value: FeatureRecord; indexes: { dataset: string } };
  runs: { key: string; value: RunRecord };
  runGains: { key: number; value: RunGain; indexes: { run: string } };
  checkpoints: { key: string; value: CheckpointRecord };
  takes: { key: [string, number]; value: TakeRecord };
  runFiles: { key: string; value: RunFilesRecord };
  voices: { key: string; value: VoiceRecord };
  voiceFiles: { key: string; value: VoiceFilesRecord };
  settings: { key: string; value: SettingRecord };
}
export type Database = IDBPDatabase<OwnvoiceSchema>;
