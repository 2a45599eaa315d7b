/** samples of a block */
const block = 256;

/** How loud a recording is where: what a waveform is drawn from at any zoom, fast for an hour too. */
export interface Envelope {
  /** samples of the recording */
  length: number;
  /** largest absolute value between two samples, the second not included */
  loudest(from: number, to: number): number;
}

/** @param samples are read again where a picture shows less than a few blocks a bar */
export function envelopeOf(samples: Float32Array): Envelope {
  const blocks = new Float32Array(Math.ceil(samples.length / block));
  const within = (from: number, to: number) => {
    let most = 0;
    for (let i = Math.floor(from); i < to; i++) most = Math.max(most, Math.abs(samples[i] ?? 0));
    return most;
  };
  for (let i = 0; i < blocks.length; i++) blocks[i] = within(i * block, (i + 1) * block);
  const coarse = envelopeOfBlocks(blocks, block, samples.length);
  return {
    length: samples.length,
    loudest: (from, to) => (to - from < 4 * block ? within(from, to) : coarse.loudest(from, to))
  };
}

/** The same from what is kept of a recording that is too long for memory: the largest value of each block. */
export function envelopeOfBlocks(blocks: Float32Array, blockLength: number, length: number): Envelope {
  return {
    length,
    loudest(from, to) {
      const end = Math.max(Math.floor(from / blockLength) + 1, Math.ceil(to / blockLength));
      let most = 0;
      for (let i = Math.floor(from / blockLength); i < end; i++) most = Math.max(most, blocks[i] ?? 0);
      return most;
    }
  };
}

/** seconds that a cut needs to be quiet around it */
const quietSeconds = 0.1;

/** The middle of the quietest tenth of a second in the inner part of a stretch: where it is best cut. In samples. */
export function quietestPlace(envelope: Envelope, from: number, to: number, sampleRate: number): number {
  const half = (quietSeconds * sampleRate) / 2;
  const margin = (to - from) / 5;
  let best = (from + to) / 2;
  let least = envelope.loudest(best - half, best + half);
  for (let at = from + margin; at <= to - margin; at += half / 2) {
    const level = envelope.loudest(at - half, at + half);
    if (level < least) [best, least] = [at, level];
  }
  return Math.round(best);
}
