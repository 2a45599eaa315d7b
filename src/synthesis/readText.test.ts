import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '../errors';
import { readText } from './readText';

const american = { espeakVoice: 'en-us' };

describe('how a voice reads a text', () => {
  it('is told for each word, in all sentences', async () => {
    const text = 'Hi, Dr. Lee. It is 5 kg!';
    const { words, phonemes, notices } = await readText(american, text);
    expect(words.map(({ from, to, spoken }) => [text.slice(from, to), spoken])).toEqual([
      ['Hi', 'Hi'],
      ['Dr.', 'Doctor'],
      ['Lee', 'Lee'],
      ['It', 'It'],
      ['is', 'is'],
      ['5 kg', 'five kilograms']
    ]);
    expect(words.every((word) => phonemes.includes(word.phonemes))).toBe(true);
    expect(notices).toEqual([]);
  });

  it('names what it leaves out, and shows given sounds', async () => {
    const text = '<speak>Say <phoneme ph="wˈɜːld">it</phoneme> 你好</speak>';
    const { words, notices } = await readText(american, text, [{ word: 'say', sound: 'tell' }]);
    expect(words.map(({ from, to, spoken, phonemes }) => [text.slice(from, to), spoken, phonemes])).toEqual([
      ['Say', 'tell', 'tˈɛl'],
      ['it', '[[wˈɜːld]]', 'wˈɜːld']
    ]);
    expect(notices).toMatchObject([{ text: expect.stringContaining('你好') as string }]);
  });

  it('refuses what is too long or not well-formed', async () => {
    await expect(readText(american, 'a'.repeat(20_001))).rejects.toThrow(InvalidInputError);
    await expect(readText(american, '<speak>')).rejects.toThrow('<speak> is not closed');
  });
});
