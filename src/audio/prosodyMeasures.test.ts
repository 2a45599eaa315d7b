import { describe, expect, it } from 'vitest';
import { countPauses, pitchMovement } from './prosodyMeasures';

describe('pauses', () => {
  it('are the optional tokens within a sentence that last over 8 frames', () => {
    //                 ^  h   ,  ␣   e  ␣  .  $
    const optional = [1, 0, 1, 1, 0, 1, 1, 1];
    expect(countPauses(optional, [30, 20, 9, 15, 40, 8, 12, 50])).toBe(3);
    expect(countPauses(optional, [30, 20, 8, 0, 40, 8, 2, 50])).toBe(0);
  });

  it('do not count the silence before and after', () => {
    expect(countPauses([1, 0, 1], [99, 9, 99])).toBe(0);
    expect(countPauses([1], [99])).toBe(0);
    expect(countPauses([], [])).toBe(0);
  });
});

describe('movement of pitch', () => {
  it('is the deviation over the voiced frames of all sentences together', () => {
    const first = { logF0: [1, 100, 3], voiced: [1, 0, 1] };
    const second = { logF0: [-100, 5, 7], voiced: [0, 1, 1] };
    expect(pitchMovement([first, second])).toBeCloseTo(Math.sqrt(5), 12);
    expect(pitchMovement([first])).toBeCloseTo(1, 12);
  });

  it('is null where nothing is voiced', () => {
    expect(pitchMovement([{ logF0: [1, 2], voiced: [0, 0] }])).toBeNull();
    expect(pitchMovement([])).toBeNull();
  });
});
