import * as ort from 'onnxruntime-web/wasm';
import { describe, expect, it } from 'vitest';
import { Graph } from './graph';
import { Layers } from './layers';
import { durationNoise } from './prosodyGraph';
import { dataType, writeModel } from './protobuf';

ort.env.wasm.numThreads = 1;

/** Runs the noise of durations alone. */
async function drawn(timed: number[]): Promise<number[]> {
  const g = new Graph();
  const input = g.input('timed', dataType.float, ['tokens', 1]);
  g.output('noise', dataType.float, ['tokens', 1], durationNoise(new Layers(g, new Map()), input));
  const { nodes, initializers, inputs, outputs } = g;
  const model = { irVersion: 8, opset: 16, name: 'noise', metadata: {} };
  const session = await ort.InferenceSession.create(
    writeModel({ ...model, nodes, initializers, inputs, outputs })
  );
  const feeds = { timed: new ort.Tensor('float32', Float32Array.from(timed), [timed.length, 1]) };
  const { noise } = await session.run(feeds);
  return Array.from(noise!.data as Float32Array);
}
const mean = (values: number[]) => values.reduce((sum, v) => sum + v, 0) / values.length;

describe('the noise that durations are drawn from', () => {
  it('is normal, but leaves the pace of the whole sentence alone', async () => {
    const timed = Array.from({ length: 4000 }, (_, i) => (i % 4 === 3 ? 0 : 1));
    const noise = await drawn(timed);
    const used = noise.filter((_, i) => timed[i] === 1);
    expect(Math.abs(mean(used))).toBeLessThan(1e-5);
    expect(Math.sqrt(mean(used.map((v) => v * v)))).toBeCloseTo(1, 1);
    expect(noise.filter((_, i) => timed[i] === 0).every((v) => v === 0)).toBe(true);
  });

  it('is nothing where no token can last', async () => {
    expect((await drawn([0, 0])).every((v) => v === 0)).toBe(true);
  });
});
