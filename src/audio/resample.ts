/** multiples of the longer sample period that the filter reaches to each side */
const periodsPerSide = 10;
const kaiserBeta = 5;

/** Modified Bessel function of the first kind, order 0, by its power series: enough terms for |x| <= 5. */
function besselI0(x: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; k <= 25; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

/** Right half of a symmetric Kaiser-windowed sinc that cuts at the lower Nyquist frequency; all taps sum to `up`. */
function lowPass(up: number, down: number): Float64Array {
  const period = Math.max(up, down);
  const reach = periodsPerSide * period;
  const taps = Float64Array.from({ length: reach + 1 }, (_, i) => {
    const phase = (Math.PI * i) / period;
    const sinc = i === 0 ? 1 : Math.sin(phase) / phase;
    return sinc * besselI0(kaiserBeta * Math.sqrt(1 - (i / reach) ** 2));
  });
  const sum = 2 * taps.reduce((total, tap) => total + tap, 0) - taps[0]!;
  return taps.map((tap) => (tap * up) / sum);
}

/**
 * Changes the sample rate by the factor up / down with a polyphase filter, without delay; the signal counts as
 * silent beyond its ends. The filter is the default of SciPy's `resample_poly`: a Kaiser window (beta 5) of
 * 20 max(up, down) + 1 taps at `up` times the input's rate.
 * @param up whole number, without a common factor with `down`
 * @returns ceil(samples * up / down) samples
 */
export function resample(samples: Float32Array, up: number, down: number): Float32Array<ArrayBuffer> {
  const filter = lowPass(up, down);
  // Output k lies at k * down / up on the input's axis. The inputs around it depend on the quotient alone, their
  // weights on the remainder: one row of weights for each of the `up` remainders.
  const reach = Math.ceil((filter.length - 1) / up);
  const width = 2 * reach + 1;
  const weights = new Float64Array(up * width);
  for (let remainder = 0; remainder < up; remainder++)
    for (let i = 0; i < width; i++)
      weights[remainder * width + i] = filter[Math.abs(remainder + (reach - i) * up)] ?? 0;

  const result = new Float32Array(Math.ceil((samples.length * up) / down));
  for (let k = 0; k < result.length; k++) {
    const remainder = (k * down) % up;
    const start = (k * down - remainder) / up - reach;
    const row = remainder * width;
    const end = Math.min(width, samples.length - start);
    let sum = 0;
    for (let i = Math.max(0, -start); i < end; i++) sum += weights[row + i]! * samples[start + i]!;
    result[k] = sum;
  }
  return result;
}
