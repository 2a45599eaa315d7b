/** Full scale of a 16-bit sample in this project: 32 767 is 1. */
export const int16Max = 32767;

/** Samples as floats in -1..1; floats are passed through uncopied. */
export function unitSamples(samples: Float32Array | Int16Array): Float32Array {
  return samples instanceof Float32Array ? samples : Float32Array.from(samples, (s) => s / int16Max);
}

/** Floats to 16 bits: clipped to ±1, scaled by 32 767, truncated towards zero. */
export function toInt16(samples: Float32Array): Int16Array<ArrayBuffer> {
  return Int16Array.from(samples, (s) => Math.max(-1, Math.min(1, s)) * int16Max);
}
