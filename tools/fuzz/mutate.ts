/** A random number generator of 32 bits (mulberry32), from 0 up to 1: the same seed gives the same numbers. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Values at which lengths and counts go wrong. */
const extremes = [0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff];

/** A file with one to five of its parts changed, cut out, repeated, put in or cut off: the same for the same seed. */
export function mutant(original: Uint8Array, seed: number): Uint8Array<ArrayBuffer> {
  const random = randomFrom(seed);
  const below = (limit: number) => Math.floor(random() * limit);
  let bytes = original.slice();
  const replace = (at: number, removed: number, inserted: Uint8Array) => {
    const changed = new Uint8Array(bytes.length - removed + inserted.length);
    changed.set(bytes.subarray(0, at));
    changed.set(inserted, at);
    changed.set(bytes.subarray(at + removed), at + inserted.length);
    bytes = changed;
  };
  for (let edits = 1 + below(5); edits > 0 && bytes.length > 0; edits--) {
    // Headers and directories stand at the beginning and at the end: half of the edits go there.
    const near = Math.min(bytes.length, 256);
    const place = below(4);
    const at = place === 0 ? below(near) : place === 1 ? bytes.length - 1 - below(near) : below(bytes.length);
    const length = Math.min(bytes.length - at, 1 + below(place === 2 ? 4096 : 16));
    switch (below(8)) {
      case 0:
        bytes[at] = below(256);
        break;
      case 1:
        bytes[at] = (bytes[at] ?? 0) ^ (1 << below(8));
        break;
      case 2:
        if (at + 4 <= bytes.length)
          new DataView(bytes.buffer).setUint32(at, extremes[below(extremes.length)] ?? 0, below(2) === 0);
        break;
      case 3:
        replace(at, length, new Uint8Array(0));
        break;
      case 4:
        replace(
          at,
          0,
          Uint8Array.from({ length }, () => below(256))
        );
        break;
      case 5:
        replace(at, 0, bytes.slice(at, at + length));
        break;
      case 6:
        bytes.fill(0, at, at + length);
        break;
      default:
        bytes = bytes.slice(0, Math.max(1, at));
    }
  }
  return bytes;
}
