import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Traced } from './traced';

const sourceOf = (traced: Traced, word: string) => {
  const at = traced.text.indexOf(word);
  return traced.source(at, at + word.length);
};

describe('a text that is rewritten', () => {
  it('knows where each word came from', () => {
    const traced = Traced.of('He paid $3.50, etc.')
      .replace(/\$3\.50/g, 'three dollars')
      .replace(/etc\./g, 'et cetera.');
    expect(traced.text).toBe('He paid three dollars, et cetera.');
    expect(sourceOf(traced, 'three')).toEqual({ from: 8, to: 13 });
    expect(sourceOf(traced, 'dollars')).toEqual({ from: 8, to: 13 });
    expect(sourceOf(traced, 'paid')).toEqual({ from: 3, to: 7 });
    expect(sourceOf(traced, 'et')).toEqual({ from: 15, to: 17 });
  });

  it('keeps the origin of what a match and its replacement have in common', () => {
    const traced = Traced.of('**so** [a link](there)', 100)
      .replace(/\*\*(\w+)\*\*/g, (_, word: string) => word)
      .replace(/\[(.*?)\]\(.*?\)/g, (_, label: string) => label);
    expect(traced.text).toBe('so a link');
    expect(sourceOf(traced, 'so')).toEqual({ from: 102, to: 104 });
    expect(sourceOf(traced, 'link')).toEqual({ from: 110, to: 114 });
  });

  it('knows of what was put in where it stands', () => {
    const traced = Traced.of('a b').replace(/(?= b)/g, ' and');
    expect(traced.text).toBe('a and b');
    expect(sourceOf(traced, 'and')).toEqual({ from: 1, to: 1 });
    expect(Traced.of('').replace(/^/g, 'x').source(0, 1)).toEqual({ from: 0, to: 0 });
  });

  it('is what String.replace makes of it, and its origins stay in order and inside the given text', () => {
    const rules = fc.array(
      fc.tuple(
        fc.constantFrom(/a+/g, /\s/g, /b(?=a)/g, /[ab]{2}/g, /^/g, /c|$/g),
        fc.string({ maxLength: 4 })
      ),
      { maxLength: 5 }
    );
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', 'b', 'c', ' '), maxLength: 30 }),
        rules,
        (given, all) => {
          let plain = given;
          let traced = Traced.of(given);
          for (const [pattern, text] of all) {
            plain = plain.replace(pattern, () => text);
            traced = traced.replace(pattern, text);
          }
          expect(traced.text).toBe(plain);
          let before = 0;
          for (let i = 0; i < plain.length; i++) {
            const { from, to } = traced.source(i, i + 1)!;
            expect(from).toBeGreaterThanOrEqual(before);
            expect(to).toBeGreaterThanOrEqual(from);
            expect(to).toBeLessThanOrEqual(given.length);
            before = from;
          }
        }
      )
    );
  });
});
