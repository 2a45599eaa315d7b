const warmUpSteps = 20;
const lowestShare = 0.05;

/** Learning rate of a step (from 0): linear warm-up over 20 steps, times a cosine that ends at a twentieth. */
export function learningRate(step: number, steps: number, peak: number): number {
  const warmUp = Math.min(1, (step + 1) / warmUpSteps);
  return peak * warmUp * Math.max(lowestShare, 0.5 * (1 + Math.cos((Math.PI * step) / steps)));
}
