import { describe, expect, it } from 'vitest';
import type { Language } from '../languages';
import { alignWords } from './align';
import { phonemise } from './phonemise';
import { read } from './reading';
import { Traced } from './traced';

async function readings(text: string, language: Language, sounds?: ReadonlyMap<string, string>) {
  const reading = await read(Traced.of(text), language, sounds);
  const words = reading.words.map(({ from, to, spoken, phonemes }) => [
    text.slice(from, to),
    spoken,
    phonemes
  ]);
  return { ...reading, words, unread: reading.unread.map(({ from, to }) => text.slice(from, to)) };
}

describe('the reading of a text', () => {
  it('says for each written word what is spoken and with which phonemes', async () => {
    const { words, phonemes } = await readings('Dr. Lee paid $3.50 in the end, of course!', 'en-us');
    expect(words).toEqual([
      ['Dr.', 'Doctor', 'dˈɑːktɚ'],
      ['Lee', 'Lee', 'lˈiː'],
      ['paid', 'paid', 'pˈeɪd'],
      ['$3.50', 'three dollars and fifty cents', 'θɹˈiː dˈɑːlɚz ænd fˈɪfti sˈɛnts'],
      ['in', 'in', 'ɪn'],
      ['the', 'the', 'ðɪ'],
      ['end', 'end', 'ˈɛnd'],
      ['of', 'of', 'ʌv'],
      ['course', 'course', 'kˈoːɹs']
    ]);
    expect(phonemes).toBe(await phonemise('Dr. Lee paid $3.50 in the end, of course!', 'en-us'));
  });

  it('finds the words of other languages, whose numbers eSpeak NG reads, and of scripts without spaces', async () => {
    expect((await readings('Er kauft 25% von 3,5 kg.', 'de')).words.map(([written]) => written)).toEqual([
      'Er',
      'kauft',
      '25%',
      'von',
      '3,5',
      'kg'
    ]);
    expect((await readings('你好，我们今天去。', 'cmn')).words.map(([written]) => written)).toEqual([
      '你好',
      '我们',
      '今天',
      '去'
    ]);
  });

  it('takes the phonemes that a person gave for a character', async () => {
    const { words, phonemes } = await readings('Say \ue000 twice.', 'en-us', new Map([['\ue000', 'wˈɜːld']]));
    expect(phonemes).toBe('sˈeɪ wˈɜːld twˈaɪs.');
    expect(words[1]).toEqual(['\ue000', '\ue000', 'wˈɜːld']);
  });

  it.each([
    ['en-us', 'He said 你好 and привет to ⌘.', ['你好', 'привет', '⌘'], 'hiː sˈɛd ænd tuː.'],
    ['en-us', 'The angle α is π.', [], null],
    ['ru', 'Это Windows и 东.', ['东'], null],
    ['ja', 'カタカナ한국', ['한국'], null],
    ['de', 'Ein ☃ und ein ◊.', ['◊'], null]
  ] as const)('in %s names what it cannot read: %s', async (language, text, unread, phonemes) => {
    const reading = await readings(text, language);
    expect(reading.unread).toEqual(unread);
    if (phonemes !== null) expect(reading.phonemes).toBe(phonemes);
  });

  it('is empty where there is nothing to say', async () => {
    expect(await readings('...', 'en-us')).toEqual({ phonemes: '', words: [], unread: [] });
  });
});

describe('aligning words with their phonemes', () => {
  const parts = (alone: string[], together: string) =>
    alignWords(alone, together).map(([start, end]) => together.slice(start, end));

  it('cuts what eSpeak NG ran together', () => {
    expect(parts(['ɪn', 'ðˈə', 'ˈɛnd'], 'ɪnðɪ ˈɛnd')).toEqual(['ɪn', 'ðɪ', 'ˈɛnd']);
    expect(parts(['hˈæz', 'bˈɪn'], 'hˈæzbiːn')).toEqual(['hˈæz', 'biːn']);
  });

  it('gives a word nothing where nothing is said for it', () => {
    expect(parts(['a', '', 'b'], 'a b')).toEqual(['a', '', 'b']);
    expect(parts([], '')).toEqual([]);
  });
});
