/** The part of the npm package fft.js that we use; it ships without types. */
declare module 'fft.js' {
  export default class FFT {
    /** @param size a power of two, at least 2 */
    constructor(size: number);
    /**
     * Spectrum of `size` real values into `output`, real and imaginary parts interleaved (2 * size values);
     * bins 0..size/2 are written, the mirrored rest is not.
     */
    realTransform(output: Float64Array, input: Float64Array): void;
  }
}
