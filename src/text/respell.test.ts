import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '../errors';
import { checkedPronunciation, readPronunciations } from '../pronunciation';
import { readScript } from './script';

const list = [
  { word: 'tomato', sound: 'tomahto' },
  { word: 'SQL', sound: 'sequel' },
  { word: 'new york', sound: 'the city' },
  { word: 'c++', sound: 'see plus' },
  { word: 'Nguyen', sound: '[[wˈɪn]]' }
];

function respelt(text: string): string {
  const { stretches, sounds } = readScript(text, 'en-us', list);
  return stretches[0]!.text.text.replace(/\p{Co}/gu, (sign) => `<${sounds.get(sign)}>`);
}

describe('a list of pronunciations', () => {
  it('is for whole words, in any case where it has no capital', () => {
    expect(respelt('Tomato, tomatoes, TOMATO. SQL sql')).toBe('tomahto, tomatoes, tomahto. sequel sql');
  });

  it('may have several words, signs, and sounds', () => {
    expect(respelt('New  York, C++ and Nguyen’s')).toBe('the city, see plus and <wˈɪn>’s');
  });

  it('has entries that are checked', () => {
    expect(checkedPronunciation({ word: ' a\n b ', sound: ' c ' })).toEqual({ word: 'a b', sound: 'c' });
    for (const entry of [
      { word: '', sound: 'a' },
      { word: 'a', sound: ' ' },
      { word: '...', sound: 'a' },
      { word: 'a'.repeat(101), sound: 'a' }
    ])
      expect(() => checkedPronunciation(entry)).toThrow(InvalidInputError);
  });

  it('of a file is taken whole or not at all', () => {
    expect(readPronunciations(list)).toEqual(list);
    for (const told of [
      null,
      {},
      'x',
      [1],
      [{ word: 'a' }],
      [{ word: 'a', sound: '' }],
      Array(1001).fill(list[0])
    ])
      expect(readPronunciations(told)).toBeNull();
  });

  it('takes no more than moments with a thousand entries', () => {
    const many = Array.from({ length: 1000 }, (_, i) => ({ word: `word${i}x`, sound: 'y' }));
    const started = performance.now();
    readScript('word1 word999x '.repeat(1300), 'en-us', many);
    expect(performance.now() - started).toBeLessThan(3000);
  });
});
