/** Runs in the audio thread: hands on what comes in, mono, in pieces. Played on a page by AudioWorkletNode. */
declare abstract class AudioWorkletProcessor {
  readonly port: MessagePort;
  abstract process(inputs: Float32Array[][]): boolean;
}
declare function registerProcessor(name: string, processor: new () => AudioWorkletProcessor): void;

/** samples, 21 ms at 48 kHz: the level moves at once, and the page is not woken for each block of 128 */
const pieceLength = 1024;

class Capture extends AudioWorkletProcessor {
  private piece = new Float32Array(pieceLength);
  private filled = 0;

  override process(inputs: Float32Array[][]): boolean {
    // Nothing comes in while the microphone's track is gone.
    for (const sample of inputs[0]?.[0] ?? []) {
      this.piece[this.filled++] = sample;
      if (this.filled < pieceLength) continue;
      this.port.postMessage(this.piece, [this.piece.buffer]);
      this.piece = new Float32Array(pieceLength);
      this.filled = 0;
    }
    return true;
  }
}

registerProcessor('capture', Capture);
