import { describe, expect, it } from 'vitest';
import { readGolden } from '../../tools/golden';
import { audioConfig } from '../config';
import { continuousLogF0, estimateF0 } from './f0';
import { logMel } from './logMel';
import { prepareClip } from './prepare';

const golden = readGolden();
const prepared = Int16Array.from(golden.get('prepare.output').data);

/** Share of positions at which the condition holds. */
function share(length: number, holds: (i: number) => boolean): number {
  let count = 0;
  for (let i = 0; i < length; i++) if (holds(i)) count++;
  return count / length;
}

function tone(hz: number, seconds: number, amplitude = 0.3): Float32Array<ArrayBuffer> {
  return Float32Array.from({ length: seconds * audioConfig.sampleRate }, (_, i) => {
    const phase = (2 * Math.PI * hz * i) / audioConfig.sampleRate;
    return amplitude * (Math.sin(phase) + 0.5 * Math.sin(2 * phase) + 0.3 * Math.sin(3 * phase));
  });
}

describe('preparation of a clip', () => {
  it('reproduces the golden clip within 2 levels on 99.9 % of its samples', () => {
    const result = prepareClip(golden.floats('prepare.input'));
    expect(result.length).toBe(prepared.length);
    expect(share(result.length, (i) => Math.abs(result[i]! - prepared[i]!) <= 2)).toBeGreaterThan(0.999);
  });

  it('gives the same clip whatever the level and the offset of the recording', () => {
    const input = golden.floats('prepare.input');
    const quiet = prepareClip(input.map((s) => s * 0.05 + 0.01));
    expect(quiet.length).toBe(prepared.length);
    expect(share(quiet.length, (i) => Math.abs(quiet[i]! - prepared[i]!) <= 3)).toBeGreaterThan(0.999);
  });

  it('cuts silence to about 80 ms on each side', () => {
    const silence = new Float32Array(audioConfig.sampleRate);
    const speech = tone(150, 1);
    const clip = new Float32Array(3 * audioConfig.sampleRate);
    clip.set(silence, 0);
    clip.set(speech, audioConfig.sampleRate);
    const seconds = prepareClip(clip).length / audioConfig.sampleRate;
    expect(seconds).toBeGreaterThan(1.13);
    expect(seconds).toBeLessThan(1.2);
  });

  it('refuses a clip that is too short, saying how long it is', () => {
    expect(() => prepareClip(tone(150, 0.1))).toThrow('needs at least 0.5 s; this one has 0.10 s');
  });

  it('refuses a clip with too little speech in its silence', () => {
    const clip = new Float32Array(audioConfig.sampleRate);
    clip.set(tone(150, 0.1), 9000);
    expect(() => prepareClip(clip)).toThrow('without the silence around it');
  });

  it('refuses silence', () => {
    expect(() => prepareClip(new Float32Array(audioConfig.sampleRate))).toThrow('only silence');
  });
});

describe('log-mel spectrogram', () => {
  it('reproduces the golden features within 1e-3 on 99.9 % of the cells', () => {
    const expected = golden.floats('clip.log_mel');
    const result = logMel(prepared);
    expect(result.length).toBe(expected.length);
    expect(share(result.length, (i) => Math.abs(result[i]! - expected[i]!) < 1e-3)).toBeGreaterThan(0.999);
  });

  it('has a frame for every 256 samples, even of a clip shorter than its padding', () => {
    expect(logMel(tone(200, 1).subarray(0, 300)).length).toBe(80);
    expect(logMel(new Float32Array(0)).length).toBe(0);
  });
});

describe('F0', () => {
  it('reproduces the golden F0 within 1 % on 98 % of voiced frames, and voicing on 98 % of all', () => {
    const expected = golden.floats('clip.f0_hz');
    const result = estimateF0(prepared);
    expect(result.length).toBe(expected.length);
    expect(share(result.length, (i) => result[i]! > 0 === expected[i]! > 0)).toBeGreaterThan(0.98);
    const voiced = [...expected.keys()].filter((i) => expected[i]! > 0 && result[i]! > 0);
    expect(voiced.length).toBeGreaterThan(80);
    expect(
      share(voiced.length, (k) => Math.abs(result[voiced[k]!]! / expected[voiced[k]!]! - 1) < 0.01)
    ).toBeGreaterThan(0.98);
  });

  it.each([70, 110, 222, 480])('finds a tone of %i Hz within 0.5 %', (hz) => {
    const result = estimateF0(tone(hz, 1)).slice(4, -4);
    expect(share(result.length, (i) => Math.abs(result[i]! / hz - 1) < 0.005)).toBe(1);
  });

  it('calls silence unvoiced', () => {
    expect([...estimateF0(new Float32Array(5120))].every((hz) => hz === 0)).toBe(true);
  });
});

describe('continuous log-F0', () => {
  it('interpolates gaps in the logarithm and repeats the ends', () => {
    const { logF0, voiced } = continuousLogF0(Float32Array.of(0, 100, 0, 400, 0));
    expect([...voiced]).toEqual([0, 1, 0, 1, 0]);
    [100, 100, 200, 400, 400].forEach((hz, i) => expect(Math.exp(logF0[i]!)).toBeCloseTo(hz, 2));
  });

  it('is 150 Hz throughout when nothing is voiced', () => {
    const { logF0 } = continuousLogF0(new Float32Array(3));
    [...logF0].forEach((value) => expect(value).toBeCloseTo(Math.log(150), 5));
  });
});
