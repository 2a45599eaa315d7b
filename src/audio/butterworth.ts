/**
 * Butterworth band-pass filters as second-order sections, run forwards and backwards: zero phase.
 * Design: analogue low-pass prototype, moved to the band, bilinear transform (Oppenheim and Schafer, "Discrete-Time
 * Signal Processing", chapter 7). Ends as SciPy's `sosfiltfilt` treats them, with odd extension.
 */

/** gain (1 - z⁻²) / (1 + a1 z⁻¹ + a2 z⁻²): every section has a zero at 0 Hz and one at half the sample rate. */
export interface Section {
  gain: number;
  a1: number;
  a2: number;
}

/** One section a pair of poles. `order` is the prototype's and even: the band-pass has twice as many poles. */
export function butterworthBandPass(
  order: number,
  lowHz: number,
  highHz: number,
  sampleRate: number
): Section[] {
  const warped = (hz: number) => Math.tan((Math.PI * hz) / sampleRate);
  const width = warped(highHz) - warped(lowHz);
  const centre = Math.sqrt(warped(lowHz) * warped(highHz));
  const centreAngle = 2 * Math.atan(centre);
  const sections: Section[] = [];
  for (let k = 0; k < order / 2; k++) {
    // A prototype's pole of positive imaginary part, over the band's half width.
    const angle = (Math.PI * (2 * k + 1)) / (2 * order);
    const re = (-Math.sin(angle) * width) / 2;
    const im = (Math.cos(angle) * width) / 2;
    const [rootRe, rootIm] = squareRoot(re * re - im * im - centre * centre, 2 * re * im);
    sections.push(section(re + rootRe, im + rootIm, centreAngle));
    sections.push(section(re - rootRe, im - rootIm, centreAngle));
  }
  return sections;
}

function squareRoot(re: number, im: number): [number, number] {
  const size = Math.hypot(re, im);
  return [Math.sqrt((size + re) / 2), Math.sign(im) * Math.sqrt((size - re) / 2)];
}

/** The section of an analogue pole and its conjugate, of gain 1 at the band's centre. */
function section(re: number, im: number, centreAngle: number): Section {
  // z = (1 + s) / (1 - s)
  const scale = (1 - re) ** 2 + im ** 2;
  const a1 = (-2 * (1 - re * re - im * im)) / scale;
  const a2 = ((1 + re) ** 2 + im ** 2) / scale;
  const cos = Math.cos(centreAngle);
  const sin = Math.sin(centreAngle);
  // |1 + a1 z⁻¹ + a2 z⁻²| and |1 - z⁻²| on the unit circle
  const denominator = Math.hypot((1 + a2) * cos + a1, (1 - a2) * sin);
  return { gain: denominator / (2 * Math.abs(sin)), a1, a2 };
}

/** Filters in place, as if the first sample had been there for ever. */
function filterInPlace(samples: Float64Array, sections: Section[]): void {
  let before = samples[0]!;
  for (const { gain, a1, a2 } of sections) {
    // Steady state of a constant input: the output is 0, so the states hold the input's share alone.
    let s1 = -gain * before;
    let s2 = -gain * before;
    before = 0;
    for (let i = 0; i < samples.length; i++) {
      const input = gain * samples[i]!;
      const output = input + s1;
      s1 = s2 - a1 * output;
      s2 = -input - a2 * output;
      samples[i] = output;
    }
  }
}

/**
 * The samples through the sections forwards, then backwards.
 * @param samples longer than the extension, 3 (2 sections + 1) samples
 */
export function filterZeroPhase(samples: ArrayLike<number>, sections: Section[]): Float64Array {
  const edge = 3 * (2 * sections.length + 1);
  const last = samples.length - 1;
  const extended = new Float64Array(samples.length + 2 * edge);
  for (let i = 1; i <= edge; i++) {
    extended[edge - i] = 2 * samples[0]! - samples[i]!;
    extended[edge + last + i] = 2 * samples[last]! - samples[last - i]!;
  }
  extended.set(samples, edge);
  filterInPlace(extended, sections);
  extended.reverse();
  filterInPlace(extended, sections);
  extended.reverse();
  return extended.subarray(edge, edge + samples.length);
}
