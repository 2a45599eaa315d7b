/**
 * The colour map viridis by Stéfan van der Walt and Nathaniel Smith (matplotlib, CC0), perceptually even and readable
 * with any colour vision: eleven of its points, a tenth apart, between which colours are mixed.
 */
const points = [
  [68, 1, 84],
  [72, 36, 117],
  [65, 68, 135],
  [53, 95, 141],
  [42, 120, 142],
  [33, 145, 140],
  [34, 168, 132],
  [66, 190, 113],
  [122, 209, 81],
  [189, 223, 38],
  [253, 231, 37]
] as const;

/** Red, green, blue and 255 of every byte: [256 * 4]. */
export const viridis = Uint8ClampedArray.from({ length: 256 * 4 }, (_, i) => {
  const [byte, channel] = [Math.floor(i / 4), i % 4];
  if (channel === 3) return 255;
  const place = (byte / 255) * (points.length - 1);
  const below = Math.min(points.length - 2, Math.floor(place));
  const [from = 0, to = 0] = points.slice(below, below + 2).map((point) => point[channel] ?? 0);
  return from + (place - below) * (to - from);
});
