import { describe, expect, it } from 'vitest';
import { subtitles } from './subtitles';

const text = 'Say “yes”, <b>now</b>! Tom & Ann.';
const word = (of: string, start: number, end: number) => {
  const from = text.indexOf(of);
  return { from, to: from + of.length, start, end };
};
const sentences = [
  {
    start: 0,
    end: 22,
    words: [word('Say', 0, 100), word('yes', 100, 250), word('now', 300, 900)],
    sampleRate: 1000,
    length: 1500,
    silence: 500
  },
  { start: 23, end: 33, words: null, sampleRate: 1000, length: 2000, silence: 0 }
];

describe('subtitles', () => {
  it('are SubRip', () => {
    expect(subtitles(text, sentences, 'srt')).toBe(
      '1\n00:00:00,000 --> 00:00:00,900\nSay yes”, now\n\n2\n00:00:01,500 --> 00:00:03,500\nTom & Ann.\n'
    );
  });

  it('are WebVTT, with the time of each word and nothing that is markup there', () => {
    expect(subtitles(text, sentences, 'vtt')).toBe(
      'WEBVTT\n\n00:00:00.000 --> 00:00:00.900\nSay <00:00:00.100>yes”, <00:00:00.300>now\n\n' +
        '00:00:01.500 --> 00:00:03.500\nTom &amp; Ann.\n'
    );
  });

  it('are cut where a sentence is long, and count the hours', () => {
    const long = 'word '.repeat(60).trim();
    const words = Array.from({ length: 60 }, (_, i) => ({
      from: 5 * i,
      to: 5 * i + 4,
      start: i,
      end: i + 1
    }));
    const before = { start: 0, end: 0, words: [], sampleRate: 1, length: 3599, silence: 0 };
    const cues = subtitles(
      long,
      [before, { start: 0, end: long.length, words, sampleRate: 1, length: 60, silence: 0 }],
      'srt'
    ).split('\n\n');
    expect(cues.length).toBeGreaterThan(3);
    expect(cues[0]).toMatch(/^1\n00:59:59,000 --> 01:00:/);
    for (const cue of cues) expect(cue.split('\n')[2]!.length).toBeLessThan(90);
  });
});
