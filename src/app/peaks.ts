/**
 * The picture of a clip: the largest level of each of `slices` equal parts, scaled so that the loudest is 1.
 * Silence stays flat.
 */
export function peaksOf(samples: Float32Array, slices = 400): Float32Array {
  const peaks = new Float32Array(Math.min(slices, samples.length));
  for (let i = 0; i < peaks.length; i++) {
    const from = Math.floor((i * samples.length) / peaks.length);
    const to = Math.floor(((i + 1) * samples.length) / peaks.length);
    let peak = 0;
    for (const sample of samples.subarray(from, to)) peak = Math.max(peak, Math.abs(sample));
    peaks[i] = peak;
  }
  const loudest = peaks.reduce((a, b) => Math.max(a, b), 0);
  return loudest > 1e-4 ? peaks.map((peak) => peak / loudest) : peaks.fill(0);
}
