/** The sentences of a script, in the order in which they are said. */
import type { Manner } from './manner';
import type { Script } from './script';
import { splitSentences, type Sentence } from './sentences';
import type { Traced } from './traced';

/** A sentence, or a part of one, that is spoken at once. */
export interface Utterance {
  text: Traced;
  manner: Manner;
  /** offsets in the given text */
  start: number;
  end: number;
  ends: Sentence['ends'];
  /** seconds of silence that were asked for behind it, or null */
  pause: number | null;
}

/** Splits each stretch of a script into sentences. A silence before the first word is one behind no words. */
export function utterances({ stretches }: Script): Utterance[] {
  const all: Utterance[] = [];
  for (const { text, manner, then } of stretches) {
    const sentences = splitSentences(text.text);
    for (const [i, { start, end, ends }] of sentences.entries()) {
      const place = text.source(start, end);
      if (!place) continue;
      const isLast = i === sentences.length - 1;
      all.push({
        text: text.slice(start, end),
        manner,
        start: place.from,
        end: place.to,
        ends: isLast ? endOf(text.text, then) : ends,
        pause: isLast && typeof then === 'number' ? then : null
      });
    }
    const first = sentences[0] === undefined && typeof then === 'number';
    if (first) {
      const at = all.at(-1)?.end ?? 0;
      all.push({ text: text.slice(0, 0), manner, start: at, end: at, ends: 'nothing', pause: then });
    }
  }
  return all;
}

function endOf(text: string, then: number | Sentence['ends']): Sentence['ends'] {
  if (typeof then === 'number') return 'nothing';
  return then === 'nothing' && /[.!?…。！？]["'”’)\]]*\s*$/.test(text) ? 'sentence' : then;
}
