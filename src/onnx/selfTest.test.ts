import { beforeAll, describe, expect, it } from 'vitest';
import { untrainedVoice } from '../../tools/untrainedVoice';
import { goldenFit, readBase, readGolden } from '../../tools/golden';
import { SelfTestError } from '../errors';
import { selfTest } from './selfTest';
import { buildVoiceModel } from './voiceGraph';

const golden = readGolden();
const ids = Array.from(golden.get('ids').data.slice(0, golden.get('id_lengths').data[0]));
const reference = golden.floats('still.audio').map((x) => Math.min(1, Math.max(-1, x)));

describe('the self-test of an exported voice', () => {
  let onnx: Uint8Array;
  beforeAll(() => {
    onnx = buildVoiceModel(untrainedVoice(readBase().tensors, golden.get('stats'), goldenFit(golden)));
  }, 60_000);

  it('passes against the golden synthesis and says how close it is', async () => {
    const asked: number[][] = [];
    const [measure] = await selfTest(onnx, [ids], async (given) => {
      asked.push(given);
      return reference;
    });
    expect(asked).toEqual([ids]);
    expect(measure!.samples).toBe(reference.length);
    expect(measure!.distance).toBeLessThan(0.01);
  });

  it('fails with the numbers where the length differs', async () => {
    const test = selfTest(onnx, [ids], async () => reference.subarray(256));
    await expect(test).rejects.toThrow(SelfTestError);
    await expect(test).rejects.toThrow(`${reference.length} samples from the exported voice and`);
  });

  it('fails with the distance where the sound differs', async () => {
    const quieter = selfTest(onnx, [ids], async () => reference.map((x) => 0.5 * x));
    await expect(quieter).rejects.toThrow(/log-mel distance of 0\.\d{3}/);
  });

  it('fails where the reference is not a number', async () => {
    await expect(selfTest(onnx, [ids], async () => reference.map(() => NaN))).rejects.toThrow(SelfTestError);
  });

  it('fails where the file cannot be loaded', async () => {
    await expect(selfTest(onnx.subarray(0, 1e6), [ids], async () => reference)).rejects.toThrow(
      /cannot be loaded/
    );
  });
});
