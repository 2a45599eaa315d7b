/** Numbers that two modules must agree on, each with its unit. docs/MODEL.md says where they come from. */

/** The one audio format inside the app: mono, 22 050 Hz, frames of 256 samples. */
export const audioConfig = {
  /** Hz */
  sampleRate: 22050,
  /** samples of one analysis window */
  fftSize: 1024,
  /** samples between two frames */
  hopLength: 256,
  /** bands of the log-mel spectrogram */
  melBands: 80,
  /** Hz, upper edge of the highest band */
  melMaxHz: 8000
} as const;

/** Hz, lower and upper edge of the bands in which it is measured how periodic speech is. */
export const periodicityBands = [
  [100, 1000],
  [1000, 2000],
  [2000, 3500],
  [3500, 5500],
  [5500, 8000]
] as const;

/** What is taken from a person's files. */
export const importConfig = {
  /** bytes of one recording */
  maxFileBytes: 200_000_000,
  /** seconds of one recording, as decoded */
  minSeconds: 0.5,
  maxSeconds: 600,
  /** Hz of a recording: speech needs more, and a few bytes at a lower rate are minutes of sound */
  minSampleRate: 4000,
  /** endings of the recordings that can be converted */
  audioEndings: ['mp3', 'wav', 'm4a', 'flac', 'ogg', 'opus', 'webm'],
  /** endings of lists of transcripts, and of the text beside a recording */
  listEndings: ['csv', 'tsv', 'txt', 'list', 'jsonl', 'json']
} as const;

/** A text is spoken into memory whole, 4 bytes a sample: this is about 16 minutes, 85 MB a copy. */
const maxTextLength = 20_000;

/** What must change before a text can be spoken, or null. */
export function textProblem({ length }: string): string | null {
  if (length <= maxTextLength) return null;
  const [most, present] = [maxTextLength, length].map((n) => n.toLocaleString('en'));
  return `A text may have ${most} characters at most; this one has ${present}. Speak it in parts.`;
}

/** A run's defaults and limits. */
export const runConfig = {
  epochs: { default: 10, min: 1, max: 1000 },
  batchSize: { default: 4, min: 1, max: 64 },
  learningRate: 5e-4,
  /** share of the clips that is held out to choose the best checkpoint */
  validation: 0.1,
  /** whether a run ends when its held-out loss no longer falls */
  earlyStopping: true,
  seed: 0
} as const;

/** Natural log-mel of a stored spectrogram: 0 and 255 of its bytes. */
export const melRange = { low: -11.5, high: 2.5 } as const;

/** Clips that a run holds out: a share of them, one at least, but none of fewer than five. */
export function heldOutCount(clips: number, share: number): number {
  if (share === 0) return 0;
  return Math.min(Math.max(1, Math.round(share * clips)), Math.floor(clips / 5));
}
