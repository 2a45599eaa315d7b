/** Subtitles of speech: SubRip (.srt) and WebVTT (W3C 2019), in which each word has its time. */
import type { TimedWord } from './speak';

export type SubtitleFormat = 'srt' | 'vtt';

/** A sentence as it was spoken, with its place in the text. */
export interface SubtitledSentence {
  start: number;
  end: number;
  /** null where the voice does not tell when its words are heard */
  words: TimedWord[] | null;
  sampleRate: number;
  /** samples, with the silence behind it */
  length: number;
  silence: number;
}

/** Characters of one cue: two lines, as subtitles for the television have them. */
const maxCue = 74;

interface CueWord {
  text: string;
  /** seconds from the start of the speech */
  start: number;
  end: number;
}

/**
 * The text of a file of subtitles.
 * @param text what was spoken, of which the offsets are
 */
export function subtitles(
  text: string,
  sentences: readonly SubtitledSentence[],
  format: SubtitleFormat
): string {
  const all: CueWord[][] = [];
  let at = 0;
  for (const sentence of sentences) {
    all.push(...cues(wordsOf(text, sentence, at)));
    at += sentence.length / sentence.sampleRate;
  }
  const written = all.map((words, i) => (format === 'srt' ? srtCue(words, i + 1) : vttCue(words)));
  return (format === 'srt' ? '' : 'WEBVTT\n\n') + written.join('\n');
}

function wordsOf(text: string, sentence: SubtitledSentence, at: number): CueWord[] {
  const { words, sampleRate, length, silence, start, end } = sentence;
  const whole = { start: at, end: at + (length - silence) / sampleRate };
  if (!words) return length > silence ? [{ text: plain(text.slice(start, end)), ...whole }] : [];
  return words.map(({ from, to, start: first, end: last }, i) => {
    const next = words[i + 1]?.from ?? end;
    // The marks that follow a word go with it, and tags do not.
    const marks = /^[^\s<\p{L}\p{N}]*/u.exec(text.slice(to, Math.max(to, next)))?.[0] ?? '';
    return {
      text: plain(text.slice(from, to)) + marks,
      start: at + first / sampleRate,
      end: at + last / sampleRate
    };
  });
}

/** A sentence's words in cues of about one length. */
function cues(words: readonly CueWord[]): CueWord[][] {
  const length = words.reduce((sum, { text }) => sum + text.length + 1, 0);
  const most = length / Math.ceil(length / maxCue) + 8;
  const all: CueWord[][] = [];
  let left = 0;
  for (const word of words) {
    const cue = all.at(-1);
    if (!cue || left < word.text.length) {
      all.push([word]);
      left = most - word.text.length - 1;
    } else {
      cue.push(word);
      left -= word.text.length + 1;
    }
  }
  return all;
}

function plain(text: string): string {
  return text
    .replace(/<[^<>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

function srtCue(words: readonly CueWord[], number: number): string {
  return `${number}\n${times(words, ',')}\n${words.map(({ text }) => text).join(' ')}\n`;
}

function vttCue(words: readonly CueWord[]): string {
  const escaped = (text: string) =>
    text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const timed = words.map(({ text, start }, i) =>
    i === 0 ? escaped(text) : `<${time(start, '.')}>${escaped(text)}`
  );
  return `${times(words, '.')}\n${timed.join(' ')}\n`;
}

function times(words: readonly CueWord[], point: string): string {
  return `${time(words[0]?.start ?? 0, point)} --> ${time(words.at(-1)?.end ?? 0, point)}`;
}

/** hh:mm:ss and milliseconds. */
function time(seconds: number, point: string): string {
  const ms = Math.round(seconds * 1000);
  const part = (unit: number, count: number) => String(Math.floor(ms / unit) % count).padStart(2, '0');
  return `${part(3_600_000, 100)}:${part(60_000, 60)}:${part(1000, 60)}${point}${String(ms % 1000).padStart(3, '0')}`;
}
