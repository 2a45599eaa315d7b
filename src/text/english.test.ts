import { describe, expect, it } from 'vitest';
import { emojiNamesFor } from './emoji';
import { englishCases } from './englishCases';
import { normalise } from './normalise';

describe('English as it is read', () => {
  it('is told by at least 150 cases', () => {
    expect(Object.values(englishCases).flat().length).toBeGreaterThanOrEqual(150);
  });

  describe.each(Object.entries(englishCases))('%s', (_, cases) => {
    it.each(cases)('%j is %j', async (written, american, british = american) => {
      const emoji = await emojiNamesFor(written);
      expect(normalise(written, { emoji })).toBe(american);
      expect(normalise(written, { emoji, dialect: 'british' })).toBe(british);
    });
  });

  it.each([
    ['marks of Markdown', '*_~`[#> '],
    ['brackets', '[a]('],
    ['tags', '<a <b '],
    ['labels of a domain', 'a.b-c.'],
    ['an address', 'a+b@c.d@'],
    ['strokes', '1/2/3 / '],
    ['telephone groups', '+1 (555) 123 '],
    ['Roman numerals', 'XVIMCD '],
    ['emoji', '😀👍🏽\u200d'],
    ['money', '$5k-US$3.50/h '],
    ['hours', '10:30am–5.15 p.m. '],
    ['accents', 'e\u0301\u0302']
  ])('takes no more than moments for many %s', (_, part) => {
    const text = part.repeat(Math.ceil(100_000 / part.length));
    const started = performance.now();
    normalise(text, { emoji: new Map([['😀', 'grinning face']]) });
    expect(performance.now() - started).toBeLessThan(3000);
  });
});
