/**
 * What was heard, from a moment before it was asked for: nobody's first sound is lost who speaks as the key goes down.
 */
export class Tape {
  #pieces: Float32Array[] = [];
  #length = 0;
  #running = false;
  /** samples kept while it does not run */
  readonly #before: number;

  /**
   * @param sampleRate Hz
   * @param secondsBefore of what was heard before `start` that belong to it
   */
  constructor(sampleRate: number, secondsBefore: number) {
    this.#before = Math.round(secondsBefore * sampleRate);
  }

  add(piece: Float32Array): void {
    this.#pieces.push(piece);
    this.#length += piece.length;
    while (!this.#running && this.#pieces[0] && this.#length - this.#pieces[0].length >= this.#before)
      this.#length -= this.#pieces.shift()?.length ?? 0;
  }

  start(): void {
    this.#running = true;
  }

  /** All since a moment before `start`; the tape is empty then. */
  stop(): Float32Array<ArrayBuffer> {
    const samples = new Float32Array(this.#length);
    let at = 0;
    for (const piece of this.#pieces) {
      samples.set(piece, at);
      at += piece.length;
    }
    this.#pieces = [];
    this.#length = 0;
    this.#running = false;
    return samples;
  }
}
