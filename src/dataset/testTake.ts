import { Random } from '../model/random';

/** What a take is made of, for tests. */
interface TakeParts {
  /** seconds */
  before?: number;
  speech?: number;
  after?: number;
  /** amplitude of the hum, and standard deviation of the noise */
  level?: number;
  noise?: number;
  seed?: number;
}

/** A hum of syllables between two silences, in a room with a little noise: mono at 48 kHz. */
export function takeOf(parts: TakeParts): Float32Array<ArrayBuffer> {
  const { before = 0.5, speech = 1.5, after = 0.5, level = 0.3, noise = 1e-3, seed = 1 } = parts;
  const rate = 48_000;
  const random = Random.seeded(seed);
  const samples = new Float32Array(Math.round((before + speech + after) * rate));
  const noises = random.normals(samples.length);
  const end = (before + speech) * rate;
  for (let i = 0; i < samples.length; i++) {
    const t = i / rate - before;
    const spoken = i >= before * rate && i < end;
    // Four syllables a second, which never quite fall silent.
    const hum = Math.sin(2 * Math.PI * 140 * t) * (0.6 + 0.4 * Math.cos(2 * Math.PI * 4 * t));
    samples[i] = (spoken ? level * hum : 0) + noise * (noises[i] ?? 0);
  }
  return samples;
}
