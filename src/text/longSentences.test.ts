import { describe, expect, it } from 'vitest';
import { maxSpokenLength, partEnds } from './longSentences';
import { splitSentences } from './sentences';

const partsOf = (text: string) => {
  const ends = partEnds(text);
  return ends.map((end, i) => text.slice(ends[i - 1] ?? 0, end));
};
const words = 'once the old river ran past a house of stone and nobody knew its name '.repeat(50);

describe('a long sentence', () => {
  it('is cut between words into parts of about one length', () => {
    const parts = partsOf(words);
    expect(parts.join('')).toBe(words);
    for (const part of parts.slice(0, -1)) expect(part).toMatch(/ $/);
    const lengths = parts.map((part) => part.length);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(maxSpokenLength);
    expect(Math.min(...lengths)).toBeGreaterThan(maxSpokenLength / 2);
  });

  it('is cut behind commas where it has some, but not inside numbers', () => {
    const parts = partsOf('he counted 3,500 sheep that had come home late, '.repeat(30));
    expect(parts.length).toBeGreaterThan(3);
    for (const part of parts) expect(part).toMatch(/, $/);
    expect(partsOf(`(${'so they said at home '.repeat(12)}) and `.repeat(3))[0]).toMatch(/\) $/);
  });

  it('is as long as it is spoken: a digit or an ideograph counts for more than a letter', () => {
    const shorter = (text: string) => Math.max(...partsOf(text).map((part) => part.length));
    expect(shorter('7 '.repeat(2000))).toBeLessThanOrEqual(maxSpokenLength / 3);
    expect(shorter('我们今天去看一条大河'.repeat(100))).toBeLessThanOrEqual(maxSpokenLength / 5);
    for (const part of partsOf('我们今天去看一条大河，'.repeat(100))) expect(part).toMatch(/，$/);
  });

  it('is cut between words where no spaces show them', () => {
    for (const part of partsOf('今天'.repeat(400))) expect(part).toMatch(/^(今天)+$/);
  });

  it('may be one word, or one sign', () => {
    expect(partsOf('a'.repeat(2000)).join('')).toBe('a'.repeat(2000));
    for (const part of partsOf('\u{1f600}'.repeat(500))) expect(part).toMatch(/^\p{So}+$/u);
  });

  it('is left whole when it is short enough', () => {
    const short = words.slice(0, maxSpokenLength);
    expect(partsOf(short)).toEqual([short]);
    expect(partsOf('')).toEqual(['']);
  });

  it('is found in the text by each part, and ends with the last', () => {
    const text = ` Before. \n${words.trim()}. After.`;
    const sentences = splitSentences(text);
    for (const sentence of sentences) expect(text.slice(sentence.start, sentence.end)).toBe(sentence.text);
    const ends = sentences.map((sentence) => sentence.ends);
    expect([ends[0], ...ends.slice(-2)]).toEqual(['paragraph', 'sentence', 'paragraph']);
    expect(new Set(ends.slice(1, -2))).toEqual(new Set(['nothing']));
  });
});
