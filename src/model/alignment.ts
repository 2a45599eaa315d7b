/**
 * Monotonic alignment of frames to tokens by Viterbi, with tokens that may be skipped. The likelihood is that of
 * Glow-TTS and Grad-TTS: each token expects a mean mel frame, with unit variance.
 */

const impossible = -1e30;

/** Frames and pitch of every token, one array a clip. */
export interface Alignment {
  durations: Int32Array[];
  /** normalised log-F0 */
  pitch: Float32Array[];
}

/**
 * Log-likelihood -½‖frame - mean‖² of every frame for every token: [frames, tokens] row-major.
 * @param mel normalised log-mel [frames, bands]
 * @param means expected frame of each token [tokens, bands]
 */
export function logLikelihoods(mel: Float32Array, means: Float32Array, bands: number): Float64Array {
  const frames = mel.length / bands;
  const tokens = means.length / bands;
  const result = new Float64Array(frames * tokens);
  for (let t = 0; t < frames; t++)
    for (let n = 0; n < tokens; n++) {
      let distance = 0;
      for (let b = 0, i = t * bands, j = n * bands; b < bands; b++, i++, j++) {
        const difference = mel[i]! - means[j]!;
        distance += difference * difference;
      }
      result[t * tokens + n] = -0.5 * distance;
    }
  return result;
}

/**
 * Frames of each token on the best path. Tokens come in order; each gets at least one frame, but `optional` ones
 * may be skipped, up to two in a row, at both ends too. Equal paths keep the smaller advance; at the end the path
 * steps back over optional tokens while their predecessor scores strictly higher, at most twice.
 * @param likelihoods [frames, tokens] row-major
 * @param optional [tokens], 1 where the token may be skipped
 * @param end `anywhere`: the path may stop at any token, whichever scores best; the tokens after it have no frames
 */
export function viterbi(
  likelihoods: Float64Array,
  optional: ArrayLike<number>,
  end: 'last' | 'anywhere' = 'last'
): Int32Array {
  const tokens = optional.length;
  const frames = likelihoods.length / tokens;
  const advance = new Uint8Array(frames * tokens);
  let previous = new Float64Array(tokens).fill(impossible);
  let score = new Float64Array(tokens);
  for (let n = 0; n < Math.min(3, tokens); n++) {
    if (n > 0 && !optional[n - 1]) break;
    previous[n] = likelihoods[n]!;
  }
  for (let t = 1; t < frames; t++) {
    for (let n = 0; n < tokens; n++) {
      let best = previous[n]!;
      let step = 0;
      if (n >= 1 && previous[n - 1]! > best) [best, step] = [previous[n - 1]!, 1];
      if (n >= 2 && optional[n - 1]) {
        if (previous[n - 2]! > best) [best, step] = [previous[n - 2]!, 2];
        if (n >= 3 && optional[n - 2] && previous[n - 3]! > best) [best, step] = [previous[n - 3]!, 3];
      }
      score[n] = best + likelihoods[t * tokens + n]!;
      advance[t * tokens + n] = step;
    }
    [previous, score] = [score, previous];
  }
  let token = tokens - 1;
  if (end === 'anywhere') token = previous.indexOf(Math.max(...previous));
  for (let back = 0; back < 2; back++)
    if (token >= 1 && optional[token] && previous[token - 1]! > previous[token]!) token--;
  const durations = new Int32Array(tokens);
  for (let t = frames - 1; t >= 0; t--) {
    durations[token]!++;
    token -= advance[t * tokens + token]!;
  }
  return durations;
}

/**
 * Aligns one clip: frames of each of its tokens, untimed ones included (always zero).
 * @param mel normalised log-mel [frames, bands]
 * @param means expected frames of all tokens [tokens, bands]
 */
export function align(
  mel: Float32Array,
  means: Float32Array,
  timed: ArrayLike<number>,
  optional: ArrayLike<number>,
  bands: number
): Int32Array {
  const order: number[] = [];
  for (let n = 0; n < timed.length; n++) if (timed[n]) order.push(n);
  const timedMeans = new Float32Array(order.length * bands);
  order.forEach((n, i) => timedMeans.set(means.subarray(n * bands, (n + 1) * bands), i * bands));
  const path = viterbi(
    logLikelihoods(mel, timedMeans, bands),
    order.map((n) => optional[n]!)
  );
  const durations = new Int32Array(timed.length);
  order.forEach((n, i) => (durations[n] = path[i]!));
  return durations;
}

/**
 * Normalised log-F0 of each token: its mean over the token's frames; a token without frames takes the value of the
 * frame where it stands, or of the last frame behind which it stands. [tokens]
 * @param logF0 interpolated through unvoiced frames [frames]
 */
export function tokenPitch(durations: Int32Array, logF0: Float32Array): Float32Array {
  const pitch = new Float32Array(durations.length);
  let t = 0;
  durations.forEach((frames, n) => {
    if (frames === 0) {
      pitch[n] = logF0[Math.min(t, logF0.length - 1)]!;
      return;
    }
    let sum = 0;
    for (const end = t + frames; t < end; t++) sum += logF0[t]!;
    pitch[n] = sum / frames;
  });
  return pitch;
}
