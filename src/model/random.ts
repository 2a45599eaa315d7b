/**
 * Seeded random numbers whose state can be stored: sfc32 of Chris Doty-Humphrey's PractRand, seeded by splitmix32.
 * All randomness of a run comes from one of these, so that a resumed run equals an uninterrupted one.
 */
export class Random {
  private constructor(private readonly state: Uint32Array) {}

  /** A generator of its own stream for each integer seed. */
  static seeded(seed: number): Random {
    let s = seed >>> 0;
    const next = () => {
      s = (s + 0x9e3779b9) >>> 0;
      let z = Math.imul(s ^ (s >>> 16), 0x21f0aaad);
      z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
      return (z ^ (z >>> 15)) >>> 0;
    };
    const random = new Random(Uint32Array.of(next(), next(), next(), 1));
    for (let i = 0; i < 12; i++) random.uniform();
    return random;
  }

  /** Goes on where `save` left off. */
  static restored(state: number[]): Random {
    return new Random(Uint32Array.from(state));
  }

  /** The state as four unsigned integers. */
  save(): number[] {
    return [...this.state];
  }

  /** Uniform in [0, 1) with 32 bits. */
  uniform(): number {
    const s = this.state;
    const [a, b, c, counter] = [s[0]!, s[1]!, s[2]!, s[3]!];
    const t = (a + b + counter) >>> 0;
    s[0] = b ^ (b >>> 9);
    s[1] = c + (c << 3);
    s[2] = ((c << 21) | (c >>> 11)) + t;
    s[3] = counter + 1;
    return t / 4294967296;
  }

  /** Uniform integer in [0, n). */
  integer(n: number): number {
    return Math.floor(this.uniform() * n);
  }

  /** Uniform values in [0, 1). */
  uniforms(count: number): Float32Array {
    const values = new Float32Array(count);
    for (let i = 0; i < count; i++) values[i] = this.uniform();
    return values;
  }

  /** Standard normal values (Box and Muller 1958). */
  normals(count: number): Float32Array {
    const values = new Float32Array(count);
    for (let i = 0; i < count; i += 2) {
      const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
      const angle = 2 * Math.PI * this.uniform();
      values[i] = radius * Math.cos(angle);
      if (i + 1 < count) values[i + 1] = radius * Math.sin(angle);
    }
    return values;
  }

  /** Shuffles in place (Fisher and Yates). */
  shuffle<T>(items: T[]): T[] {
    for (let i = items.length - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      [items[i], items[j]] = [items[j]!, items[i]!];
    }
    return items;
  }
}
