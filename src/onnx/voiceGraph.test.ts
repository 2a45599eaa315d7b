import { beforeAll, describe, expect, it } from 'vitest';
import { goldenFit, readBase, readGolden } from '../../tools/golden';
import { BadFileError } from '../errors';
import { estimateF0 } from '../audio/f0';
import { logMelDistance } from '../audio/logMelDistance';
import { VoiceSession, type Prosody } from '../synthesis/session';
import { untrainedVoice } from '../../tools/untrainedVoice';
import { buildVoiceModel } from './voiceGraph';

const golden = readGolden();
const ids = Array.from(golden.get('ids').data.slice(0, golden.get('id_lengths').data[0]));
/** As Piper's clients send them: a pad behind each id but the last. */
const padded = ids.flatMap((id, i) => (i + 1 < ids.length ? [id, 0] : [id]));
const wanted = golden.floats('still.audio').map((x) => Math.min(1, Math.max(-1, x)));
const still = { noise: 0, noiseW: 0 };

describe('the ONNX voice', () => {
  let onnx: Uint8Array;
  let voice: VoiceSession;

  beforeAll(async () => {
    onnx = buildVoiceModel(untrainedVoice(readBase().tensors, golden.get('stats'), goldenFit(golden)));
    voice = await VoiceSession.open(onnx);
  }, 60_000);

  it('fits in 14 MB', () => {
    expect(onnx.length).toBeLessThan(14e6);
  });

  it('speaks the golden clip as PyTorch does', async () => {
    const { samples, durations } = await voice.synthesise(ids, still);
    expect(Array.from(durations!, (d) => d / 256)).toEqual(Array.from(golden.floats('still.durations')));
    expect(samples.length).toBe(wanted.length);
    expect(logMelDistance(samples, wanted)).toBeLessThan(0.05);
    const error = Math.hypot(...samples.map((x, i) => x - wanted[i]!)) / Math.hypot(...wanted);
    expect(error).toBeLessThan(1e-2);
  });

  it('drops the pads of Piper, and counts no frames for them', async () => {
    const { samples, durations } = await voice.synthesise(padded, still);
    expect(samples).toEqual((await voice.synthesise(ids, still)).samples);
    expect(durations!.length).toBe(padded.length);
    expect(durations!.filter((_, i) => padded[i] === 0).every((d) => d === 0)).toBe(true);
  });

  it('draws other durations and another pitch each time it speaks', async () => {
    const once = await voice.synthesise(ids, { noise: 0 });
    const again = await voice.synthesise(ids, { noise: 0 });
    expect(once.durations).not.toEqual(again.durations);
  });

  it('adds fresh noise each time it speaks', async () => {
    const once = await voice.synthesise(ids, { noiseW: 0 });
    const again = await voice.synthesise(ids, { noiseW: 0 });
    expect(once.durations).toEqual(again.durations);
    expect(once.samples).not.toEqual(again.samples);
    expect(logMelDistance(once.samples, wanted)).toBeGreaterThan(0.05);
  });

  it('lasts twice as long at a length of 2', async () => {
    const { samples } = await voice.synthesise(ids, { ...still, length: 2 });
    expect(samples.length / wanted.length).toBeGreaterThan(1.8);
    expect(samples.length / wanted.length).toBeLessThan(2.1);
  });

  it('moves its pitch by semitones and flattens it, without changing its length', async () => {
    const spread = async (prosody: Partial<Prosody>) => {
      const { samples } = await voice.synthesise(ids, { ...still, ...prosody });
      expect(samples.length).toBe(wanted.length);
      const voiced = estimateF0(samples)
        .filter((hz) => hz > 0)
        .sort();
      return [0.25, 0.5, 0.75].map((q) => Math.log2(voiced[Math.floor(q * voiced.length)]!)) as [
        number,
        number,
        number
      ];
    };
    const natural = await spread({});
    const higher = await spread({ semitones: 4 });
    const flat = await spread({ intonation: 0.2 });
    expect(12 * (higher[1] - natural[1])).toBeCloseTo(4, 0);
    expect(flat[2] - flat[0]).toBeLessThan(0.5 * (natural[2] - natural[0]));
  });

  it('answers ids without any sound with a frame instead of failing', async () => {
    const { samples } = await voice.synthesise([1, 2], { ...still, length: 0.01 });
    expect(samples.length).toBeGreaterThanOrEqual(256);
  });

  it('names the tensor that is missing', () => {
    const whole = untrainedVoice(readBase().tensors, golden.get('stats'));
    for (const name of ['speaker', 'pace', 'range', 'variance', 'acoustic.prosody.output.weight']) {
      const part = new Map(whole);
      part.delete(name);
      expect(() => buildVoiceModel(part)).toThrow(`no "${name}"`);
      expect(() => buildVoiceModel(part)).toThrow(BadFileError);
    }
  });
});
