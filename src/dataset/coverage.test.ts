import { describe, expect, it } from 'vitest';
import { Coverage, greedyOrder, unitsOf } from './coverage';

const names = (phonemes: string, kind: string) =>
  unitsOf(phonemes)
    .filter((unit) => unit.kind === kind)
    .map((unit) => unit.name);

describe('the units of a sentence', () => {
  it('are its sounds, with length, stress and marks', () => {
    expect(names('wˈɜːld bˈʌʔn̩', 'sound')).toEqual(['w', 'ˈɜː', 'l', 'd', 'b', 'ˈʌ', 'ʔ', 'n̩']);
  });

  it('are the pairs of sounds, also across words, whatever their stress', () => {
    expect(names('ɪz ˈɪt', 'pair')).toEqual(['+ɪ', 'ɪ+z', 'z+ɪ', 'ɪ+t']);
  });

  it('are the rhythms of its words, with the marks behind them', () => {
    expect(names('həlˈoʊ, ɹiˈækʃən bˈʌʔn̩ ˌʌndɚstˈænd?', 'rhythm')).toEqual(['01,', '010', '10', '201?']);
  });

  it('count once however often they are said', () => {
    expect(names('nˈoʊ nˈoʊ', 'sound')).toEqual(['n', 'ˈo', 'ʊ']);
  });
});

describe('the greedy order', () => {
  const sentences = ['ˈɪt', 'ˈɪt', 'ˈɑːm', 'ˈɪtmˈɑː'].map(unitsOf);

  it('takes what brings the most first, and of equals the first listed', () => {
    expect(greedyOrder(sentences, new Coverage())).toEqual([3, 2, 0, 1]);
  });

  it('leaves to the end what is said already', () => {
    const covered = new Coverage();
    for (let i = 0; i < 9; i++) covered.add(unitsOf('ˈɪtmˈɑː'));
    expect(greedyOrder(sentences, covered)).toEqual([2, 0, 1, 3]);
  });

  it('adds what it took to what is covered', () => {
    const covered = new Coverage();
    greedyOrder(sentences, covered);
    expect(covered.times('ˈɪ')).toBe(3);
  });
});
