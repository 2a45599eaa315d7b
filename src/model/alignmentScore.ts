/** How well a text fits a recording: the likelihood of the best alignment, without the alignment itself. */
import { logLikelihoods } from './alignment';

const impossible = -1e30;

/** The tokens of a text that take time, as the aligner expects them. */
export interface ExpectedTokens {
  /** normalised mel frame of each [tokens, bands] */
  means: Float32Array;
  /** 1 where it may be skipped [tokens] */
  optional: Uint8Array;
}

/**
 * Log-likelihood of a frame on the best path, mean over the frames: the paths are those of `viterbi`.
 * @param mel normalised log-mel [frames, bands]
 */
export function alignmentScore(
  mel: Float32Array,
  { means, optional }: ExpectedTokens,
  bands: number
): number {
  const tokens = optional.length;
  const frames = mel.length / bands;
  const likelihoods = logLikelihoods(mel, means, bands);
  const mayStartAt = (n: number) => n === 0 || (n < 3 && optional.subarray(0, n).every((o) => o === 1));
  let before = Float64Array.from({ length: tokens }, (_, n) =>
    mayStartAt(n) ? (likelihoods[n] ?? impossible) : impossible
  );
  let scores = new Float64Array(tokens);
  for (let t = 1; t < frames; t++) {
    for (let n = 0; n < tokens; n++) {
      let best = Math.max(before[n] ?? impossible, before[n - 1] ?? impossible);
      if (optional[n - 1]) {
        best = Math.max(best, before[n - 2] ?? impossible);
        if (optional[n - 2]) best = Math.max(best, before[n - 3] ?? impossible);
      }
      scores[n] = best + (likelihoods[t * tokens + n] ?? impossible);
    }
    [before, scores] = [scores, before];
  }
  let last = before[tokens - 1] ?? impossible;
  if (optional[tokens - 1]) {
    last = Math.max(last, before[tokens - 2] ?? impossible);
    if (optional[tokens - 2]) last = Math.max(last, before[tokens - 3] ?? impossible);
  }
  return last / frames;
}
