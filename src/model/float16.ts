/** IEEE 754 half precision in plain arithmetic: Float16Array is too new to rely on. */

const float = new Float32Array(1);
const bits = new Uint32Array(float.buffer);

/** Half-precision bits to the number they stand for. */
export function halfToFloat(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** Of every half: a base voice has seven million of them. Made when it is first needed. */
let floats: Float32Array | null = null;

/** Half-precision values to the numbers they stand for. */
export function halvesToFloats(halves: Uint16Array): Float32Array<ArrayBuffer> {
  floats ??= Float32Array.from({ length: 2 ** 16 }, (_, half) => halfToFloat(half));
  const result = new Float32Array(halves.length);
  for (let i = 0; i < halves.length; i++) result[i] = floats[halves[i]!]!;
  return result;
}

/** A number to the bits of the nearest half-precision value, ties to even, overflow to infinity. */
export function floatToHalf(value: number): number {
  float[0] = value;
  const sign = (bits[0]! >>> 16) & 0x8000;
  const magnitude = Math.abs(float[0]);
  if (Number.isNaN(magnitude)) return sign | 0x7e00;
  if (magnitude >= 65520) return sign | 0x7c00;
  // Subnormals have a fixed step of 2^-24; normals one of 2^(exponent - 10).
  const exponent = Math.max(-14, ((bits[0]! >>> 23) & 0xff) - 127);
  const step = 2 ** (exponent - 10);
  const steps = roundHalfEven(magnitude / step);
  return sign | (steps + ((exponent + 14) << 10));
}

/** A float32 array rounded through half precision: what an fp16 file gives back. */
export function roundToHalf(values: Float32Array): Float32Array {
  return Float32Array.from(values, (v) => halfToFloat(floatToHalf(v)));
}

function roundHalfEven(x: number): number {
  const floor = Math.floor(x);
  const rest = x - floor;
  return floor + (rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? 1 : 0);
}
