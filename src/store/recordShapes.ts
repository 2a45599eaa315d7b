/**
 * Whether something from outside is a record of a store: every field there, with a value of its type. A record with a
 * new field does not compile here until the field has its check.
 */
import type { StoreNames, StoreValue } from 'idb';
import { audioConfig } from '../config';
import type {
  ClipEdit,
  ClipFacts,
  Consent,
  Finding,
  HeldOutLosses,
  HistoryPoint,
  OwnvoiceSchema,
  RunProgress,
  RunSettings,
  SpeechMeasures,
  VoiceMeasures
} from './records';

export type StoreName = StoreNames<OwnvoiceSchema>;
type StoredRecord<Name extends StoreName> = StoreValue<OwnvoiceSchema, Name>;
type Check = (value: unknown) => boolean;
type Shape<Record> = { [Field in keyof Record]-?: Check };

const maxText = 1_000_000;
const text: Check = (value) => typeof value === 'string' && value.length <= maxText;
const number: Check = (value) => typeof value === 'number';
const finite: Check = (value) => Number.isFinite(value);
const boolean: Check = (value) => typeof value === 'boolean';
const nullOr =
  (check: Check): Check =>
  (value) =>
    value === null || check(value);
const list =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);
const oneOf =
  (...allowed: unknown[]): Check =>
  (value) =>
    allowed.includes(value);
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const instance =
  (type: new (...args: never[]) => unknown): Check =>
  (value) =>
    value instanceof type;
const shaped =
  <Of>(shape: Shape<Of>): Check =>
  (value) =>
    isObject(value) &&
    Object.entries<Check>(shape).every(([field, check]) => check(value[field])) &&
    Object.keys(value).every((field) => Object.hasOwn(shape, field));
/** A field that may be absent. */
const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);

/** What a dataset may be called. */
const datasetName: Check = (value) => typeof value === 'string' && /^[\w-]{1,64}$/.test(value);
const backend = nullOr(oneOf('webgpu', 'webgl', 'wasm', 'cpu'));
const losses = shaped<HeldOutLosses>({
  mel: number,
  f0: number,
  voicing: number,
  aligner: number,
  prosody: nullOr(number),
  total: number
});
const speechMeasures = shaped<SpeechMeasures>({
  frames: finite,
  pauses: finite,
  movement: nullOr(finite),
  periodicity: nullOr(list(finite))
});
const measures = shaped<VoiceMeasures>({
  clips: finite,
  mel: finite,
  recordings: speechMeasures,
  voice: speechMeasures
});
const consent = shaped<Consent>({ by: oneOf('speaker', 'permission'), given: finite, recorded: boolean });

/** Whole frames of 80 bytes. */
const spectrogram: Check = (value) =>
  value instanceof Uint8Array && value.length > 0 && value.length % audioConfig.melBands === 0;

const clip: Shape<StoredRecord<'clips'>> = {
  version: oneOf(2),
  id: text,
  dataset: datasetName,
  name: text,
  fileName: text,
  bytes: finite,
  state: oneOf('waiting', 'converting', 'ready', 'failed'),
  transcript: text,
  problem: nullOr(text),
  samples: finite,
  hash: nullOr(text),
  edit: nullOr(shaped<ClipEdit>({ from: finite, to: finite, gain: finite })),
  excluded: boolean,
  reviewed: list(text),
  added: finite,
  deleted: nullOr(finite)
};

const shapes: { [Name in StoreName]: Shape<StoredRecord<Name>> } = {
  datasets: {
    version: oneOf(2),
    id: datasetName,
    accent: text,
    created: finite,
    consent: nullOr(consent),
    deleted: nullOr(finite)
  },
  clips: clip,
  audio: { id: text, pcm: instance(Float32Array) },
  sources: { id: text, file: instance(Blob) },
  replacedAudio: { clip: text, dataset: datasetName, pcm: instance(Float32Array), record: shaped(clip) },
  checks: {
    version: oneOf(1),
    id: text,
    dataset: datasetName,
    key: text,
    findings: list(shaped<Finding>({ check: text, detail: text, from: finite, to: finite })),
    facts: shaped<ClipFacts>({
      seconds: number,
      phonemes: text,
      logF0: nullOr(number),
      cepstrum: nullOr(list(number)),
      rate: nullOr(number),
      fit: nullOr(number),
      others: number
    })
  },
  features: {
    version: oneOf(1),
    id: text,
    dataset: datasetName,
    key: text,
    wave: instance(Int16Array),
    logMel: instance(Float32Array),
    f0: instance(Float32Array),
    phonemes: text
  },
  runs: {
    version: oneOf(4),
    id: text,
    dataset: datasetName,
    base: oneOf(1, 2),
    settings: shaped<RunSettings>({
      epochs: finite,
      batchSize: finite,
      learningRate: finite,
      validation: finite,
      heldOut: nullOr(list(text)),
      earlyStopping: boolean,
      seed: finite,
      backend
    }),
    state: oneOf('pending', 'training', 'paused', 'completed', 'stopped', 'failed'),
    progress: nullOr(
      shaped<RunProgress>({
        phase: oneOf('preparing', 'training', 'measuring', 'exporting', 'checking'),
        epoch: finite,
        epochs: finite,
        step: finite,
        steps: finite,
        stepsPerSecond: finite,
        secondsLeft: nullOr(finite)
      })
    ),
    bestLoss: nullOr(number),
    backend: nullOr(text),
    skipped: list(shaped({ clip: text, reason: text })),
    error: nullOr(text),
    note: nullOr(text),
    created: finite,
    finished: nullOr(finite),
    voice: nullOr(text)
  },
  runGains: {
    run: text,
    pointsBefore: finite,
    linesBefore: finite,
    points: list(
      shaped<HistoryPoint>({ epoch: finite, step: finite, loss: number, heldOut: optional(losses) })
    ),
    lines: list(text)
  },
  checkpoints: { version: oneOf(1), run: text, saved: finite, tensors: instance(Uint8Array), state: text },
  takes: {
    version: oneOf(1),
    run: text,
    epoch: finite,
    clip: text,
    text,
    pcm: instance(Int16Array),
    recording: spectrogram,
    mel: spectrogram
  },
  runFiles: { run: text, best: instance(Uint8Array), measures: text },
  voices: {
    version: oneOf(2),
    id: text,
    name: text,
    stem: text,
    origin: oneOf('trained', 'imported'),
    base: nullOr(oneOf(1, 2)),
    measures: nullOr(measures),
    run: nullOr(text),
    dataset: nullOr(text),
    espeakVoice: text,
    sampleRate: finite,
    minutes: nullOr(finite),
    clips: nullOr(finite),
    modelCard: text,
    created: finite,
    deleted: nullOr(finite)
  },
  voiceFiles: {
    id: text,
    onnx: instance(Uint8Array),
    config: text,
    weights: nullOr(instance(Uint8Array)),
    about: nullOr(text)
  },
  settings: { key: text, value: (value) => value !== undefined }
};

/** Whether there is a store of this name. */
export function isStore(name: string): name is StoreName {
  return Object.hasOwn(shapes, name);
}

/** Which field of a record is missing, of another type or none of its own; null where it is a record of the store. */
export function wrongField(store: StoreName, record: unknown): string | null {
  const shape: Record<string, Check> = shapes[store];
  if (!isObject(record)) return 'record';
  for (const [field, check] of Object.entries(shape)) if (!check(record[field])) return field;
  return Object.keys(record).find((field) => !Object.hasOwn(shape, field)) ?? null;
}
