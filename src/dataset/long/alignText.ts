/**
 * Aligns a long recording with a long text in memory that does not grow with either.
 *
 * One Viterbi over all of it is F × N cells, 15 thousand million for an hour. Speech and text advance together, so a
 * path need only be sought near to where the last one ended: a window of W frames against as many of the next tokens
 * as could be spoken in it at the fastest. Its path may stop at any token. All of its frames are on every path, so
 * paths that stop at different tokens are weighed fairly, and the best one says how far the speaker came. The end of
 * a path is unsure, since the frames that would contradict it are not in the window; so it is kept only up to the last
 * sentence that ended a good while before the window did, and the next window begins there. That is F / (W - lookahead)
 * windows of W · W / minFrames cells: linear in the length of the recording.
 */
import { audioConfig } from '../../config';
import { InvalidInputError } from '../../errors';
import { logLikelihoods, viterbi } from '../../model/alignment';

const { melBands, sampleRate, hopLength } = audioConfig;
const framesOf = (seconds: number) => Math.round((seconds * sampleRate) / hopLength);
const windowFrames = framesOf(40);
/** How long before the end of its window a sentence must have ended. */
const lookahead = framesOf(12);
/** Frames a timed token at the fastest, averaged over a window: 25 a second. */
const minFrames = 3.4;
/** Frames a mandatory token over the whole recording: outside of this, text and recording are not of each other. */
const meanFrames = { min: 2.2, max: 60 };

/** A text's timed tokens in order. */
export interface TokenRow {
  /** expected normalised mel frame of each [tokens, 80] */
  means: Float32Array;
  /** 1 where a token may be skipped [tokens] */
  optional: Uint8Array;
  /** the first token of each sentence, ascending, the first 0 */
  sentences: number[];
}

export interface LongAlignment {
  /** frames of each token [tokens] */
  durations: Int32Array;
  /** log-likelihood of each token's frames together [tokens] */
  scores: Float64Array;
}

/**
 * @param mel gives normalised log-mel [to - from, 80]
 * @param frames of the whole recording
 * @param onProgress called with the share done; may wait, so that a worker can be told to end
 * @throws InvalidInputError if the text is far too long or too short for the recording
 */
export async function alignText(
  mel: (from: number, to: number) => Float32Array,
  frames: number,
  { means, optional, sentences }: TokenRow,
  onProgress: (share: number) => void | Promise<void>
): Promise<LongAlignment> {
  const tokens = optional.length;
  checkLengths(frames, optional);
  const durations = new Int32Array(tokens);
  const scores = new Float64Array(tokens);
  let frame = 0;
  let token = 0;
  let width = windowFrames;
  while (frame < frames && token < tokens) {
    const end = Math.min(frames, frame + width);
    const last = end === frames;
    const reach = last ? tokens : Math.min(tokens, token + Math.ceil((end - frame) / minFrames));
    const likelihoods = logLikelihoods(
      mel(frame, end),
      means.subarray(token * melBands, reach * melBands),
      melBands
    );
    const path = viterbi(likelihoods, optional.subarray(token, reach), last ? 'last' : 'anywhere');
    const kept = last ? reach : sentenceEnd(path, token, end - frame - lookahead, sentences);
    if (kept === null) {
      // A very long sentence, or a long silence.
      width *= 2;
      continue;
    }
    const row = reach - token;
    let at = 0;
    for (let n = token; n < kept; n++) {
      const length = path[n - token] ?? 0;
      durations[n] = length;
      for (const until = at + length; at < until; at++)
        scores[n] = (scores[n] ?? 0) + (likelihoods[at * row + n - token] ?? 0);
    }
    frame += at;
    token = kept;
    width = windowFrames;
    await onProgress(frame / frames);
  }
  return { durations, scores };
}

/** The token behind the last sentence that a path had ended by a frame, or null where it had ended none. */
function sentenceEnd(path: Int32Array, from: number, by: number, sentences: number[]): number | null {
  const starts = new Set(sentences);
  let found: number | null = null;
  let frame = 0;
  for (const [i, length] of path.entries()) {
    if (frame > by) break;
    if (i > 0 && starts.has(from + i)) found = from + i;
    frame += length;
  }
  return found;
}

function checkLengths(frames: number, optional: Uint8Array): void {
  const sounds = optional.reduce((sum, may) => sum + 1 - may, 0);
  const seconds = Math.round((frames * hopLength) / sampleRate);
  if (sounds * meanFrames.min > frames)
    throw new InvalidInputError(
      `The text has ${sounds} sounds, too many for ${seconds} s of recording. Leave out what is not read in it.`
    );
  if (sounds * meanFrames.max < frames)
    throw new InvalidInputError(
      `The text has only ${sounds} sounds for ${seconds} s of recording. Give the whole text that is read in it.`
    );
}
