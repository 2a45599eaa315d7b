import { InvalidInputError } from '../errors';
import { spokenLength } from '../text/longSentences';
import { splitSentences } from '../text/sentences';

/** In letters of an alphabet: what is read in one breath or two, about 9 s. */
const maxLength = 160;
/** Shorter sentences are read together with the next one, or they are over before a voice has settled. */
const minLength = 20;
/** some thirty pages */
const maxTextLength = 100_000;

/**
 * A person's own text as prompts, in its order, each once. Sentences are kept whole where they can be said in one
 * breath; long ones are cut at pauses, very short ones are put together.
 * @throws InvalidInputError if there are no words in it, or far too many
 */
export function promptsOfText(text: string): string[] {
  if (text.length > maxTextLength)
    throw new InvalidInputError(
      `A text to read may have ${maxTextLength.toLocaleString('en')} characters; this one has ${text.length.toLocaleString('en')}. Paste a part of it.`
    );
  const prompts = new Set<string>();
  let waiting = '';
  for (const { text: sentence, ends } of splitSentences(text, maxLength)) {
    if (/\p{L}/u.test(sentence)) waiting = `${waiting} ${sentence.replace(/\s+/g, ' ')}`.trim();
    // What ends a paragraph, a heading say, does not belong to what follows.
    if (spokenLength(waiting) < minLength && ends !== 'paragraph') continue;
    if (waiting) prompts.add(waiting);
    waiting = '';
  }
  if (prompts.size === 0)
    throw new InvalidInputError(
      'There are no words in this text. Paste sentences that you want to read aloud.'
    );
  return [...prompts];
}
