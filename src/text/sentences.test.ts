import { describe, expect, it } from 'vitest';
import { splitSentences } from './sentences';

const texts = (text: string) => splitSentences(text).map((sentence) => sentence.text);

describe('splitting a text into sentences', () => {
  it('ends a sentence at . ! and ?, with the quotes that close there', () => {
    expect(texts('One. "Two!" Is it three? Four')).toEqual(['One.', '"Two!"', 'Is it three?', 'Four']);
  });

  it('ends a sentence in other languages too, with their quotes', () => {
    expect(texts('«Hola.» ¿Qué tal? ¡Bien! Él')).toEqual(['«Hola.»', '¿Qué tal?', '¡Bien!', 'Él']);
    expect(texts('„Ja.“ Sie ging.')).toEqual(['„Ja.“', 'Sie ging.']);
    expect(texts('你好。你好吗？')).toEqual(['你好。', '你好吗？']);
  });

  it('does not end one at an abbreviation, an initial or a decimal point', () => {
    expect(texts('Dr. Lee paid 3.50 dollars. Mr. Smith did not.')).toEqual([
      'Dr. Lee paid 3.50 dollars.',
      'Mr. Smith did not.'
    ]);
  });

  it('does not end one inside an address', () => {
    expect(texts('See http://x.org/a?b=1 now. Then go!')).toEqual([
      'See http://x.org/a?b=1 now.',
      'Then go!'
    ]);
  });

  it('ends one at the end of a line, and marks it as the end of a paragraph', () => {
    const sentences = splitSentences('A title\r\n\n  First. Second.\n');
    expect(sentences.map((s) => [s.text, s.ends])).toEqual([
      ['A title', 'paragraph'],
      ['First.', 'sentence'],
      ['Second.', 'paragraph']
    ]);
  });

  it('says where each sentence is in the text', () => {
    const text = '  One.\n\n Two?  Three! ';
    for (const { text: sentence, start, end } of splitSentences(text))
      expect(text.slice(start, end)).toBe(sentence);
    expect(splitSentences(text)).toHaveLength(3);
  });

  it.each([
    ['abbreviations', 'Dr. ', 8000],
    ['Chinese sentences in one line', '你好。', 30_000],
    ['English sentences in one line', 'Is it so? ', 10_000],
    ['letters without a space', 'ab', 50_000]
  ])('takes time in proportion for many %s', (_, part, times) => {
    const text = part.repeat(times);
    const timed = (of: string) => {
      const started = process.cpuUsage().user;
      splitSentences(of);
      return process.cpuUsage().user - started;
    };
    // An eighth of the text: quadratic work would take 64 times as long for the whole.
    const eighth = timed(part.repeat(times / 8));
    expect(timed(text)).toBeLessThan(24 * eighth + 100_000);
    expect(splitSentences(text).at(-1)!.end).toBe(text.trimEnd().length);
  });

  it('ends them where it does in a short text, wherever the text is long', () => {
    const three = 'Is it so? He paid 3.50 dollars to Dr. Lee. "No!" ';
    expect(texts(three.repeat(500))).toEqual(Array.from({ length: 500 }, () => texts(three)).flat());
  });

  it('finds none where there is nothing', () => {
    expect(splitSentences(' \n\n ')).toEqual([]);
  });
});
