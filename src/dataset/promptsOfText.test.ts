import { describe, expect, it } from 'vitest';
import { promptsOfText } from './promptsOfText';

describe("prompts of a person's own text", () => {
  it('are its sentences, in its order, without line breaks and double spaces', () => {
    expect(promptsOfText('The first one is quite long.  The second\tone is not short.')).toEqual([
      'The first one is quite long.',
      'The second one is not short.'
    ]);
  });

  it('put very short sentences together, but not over the end of a paragraph', () => {
    expect(promptsOfText('Chapter one\n"No." He said it twice. And then he left the room.')).toEqual([
      'Chapter one',
      '"No." He said it twice.',
      'And then he left the room.'
    ]);
  });

  it('cut long sentences at pauses', () => {
    const clause = 'and then the next day went by like the last one had';
    const prompts = promptsOfText(
      `${Array.from({ length: 8 }, () => clause).join(', ')}.`.replace('and', 'First')
    );
    expect(prompts.length).toBeGreaterThan(1);
    for (const prompt of prompts) {
      expect(prompt.length).toBeLessThanOrEqual(160);
      expect(prompt).toMatch(/[,.]$/);
    }
  });

  it('are as short in languages that write no spaces', () => {
    const prompts = promptsOfText(
      '今日は天気がいいので、公園まで歩いて行きました。'.repeat(3) + '途中で友達に会って、少し話をしました。'
    );
    expect(prompts.length).toBe(2);
  });

  it('come once each, and lines without words are left out', () => {
    expect(promptsOfText('* * *\nThis line is here twice.\n12\nThis line is here twice.')).toEqual([
      'This line is here twice.'
    ]);
  });

  it('are refused for a text without words and for one that is too long', () => {
    expect(() => promptsOfText(' 12, 13. ')).toThrow('no words in this text');
    expect(() => promptsOfText('a word. '.repeat(20_000))).toThrow(
      '100,000 characters; this one has 160,000'
    );
  });
});
