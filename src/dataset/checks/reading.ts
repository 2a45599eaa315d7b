/** What of a text will be read in a way that its writer may not expect. */
import type { Language } from '../../languages';
import { normaliseIn } from '../../text/normalise';
import { phonemise } from '../../text/phonemise';

/** A part of a text, and how it is read. */
export interface Reading {
  written: string;
  /** in words */
  spoken: string;
  /** IPA; empty where it is not read at all */
  phonemes: string;
}

/** A clip's transcript has some twenty; what is longer is no clip's. */
const maxWords = 500;
/** Titles that everyone reads alike. */
const expected = /^(?:mr|mrs|ms)$/i;
const capitals = /^\p{Lu}{2,}s?$/u;
/** What is neither a letter nor a mark of punctuation that the base voice knows. */
const unusual = /[^\p{L}\p{M}\s.,;:!?'’‘"“”„«»‹›()[\]¿¡…—–-]/u;
const latin = /^[\p{Script=Latin}\p{Script=Common}\p{Script=Inherited}]*$/u;
/** languages that are written in Latin letters, of those that the base voice knows */
const latinLanguages = /^(?:en|es|fr|it|de)(?:-|$)/;

/**
 * The parts of a text that are read otherwise than letter by letter: numbers, signs and abbreviations, which are
 * written out or left out, words in capitals, and letters of another script.
 */
export async function unexpectedReadings(text: string, language: Language): Promise<Reading[]> {
  const found: Reading[] = [];
  const before = words(text);
  if (before.length > maxWords) return found;
  for (const { written, spoken } of changes(before, words(normaliseIn(language, text)))) {
    const worthSaying = written !== spoken && !expected.test(key(written));
    if (worthSaying || isUnusual(written, language))
      found.push({ written, spoken, phonemes: await phonemise(spoken, language) });
  }
  return found;
}

/** A sentence that lists readings. */
export function inOneSentence(readings: readonly Reading[]): string {
  const named = readings.slice(0, 3).map(({ written, spoken, phonemes }) => {
    if (phonemes === '') return `“${written}” is not read`;
    return `“${written}” is read ${written === spoken ? '' : `“${spoken}” `}[${phonemes}]`;
  });
  const more = readings.length > named.length ? `, and ${readings.length - named.length} more` : '';
  return `${named.join(', ')}${more}. Where the speaker says it otherwise, write it as it is said.`;
}

function isUnusual(written: string, language: Language): boolean {
  return (
    unusual.test(written) ||
    (!latin.test(written) && latinLanguages.test(language)) ||
    written.split(' ').some((word) => capitals.test(key(word)))
  );
}

/** The words of a text, without those that are punctuation only. */
function words(text: string): string[] {
  return text.split(/\s+/).filter((word) => key(word) !== '' || unusual.test(word));
}

/** A word without the marks around it. */
function key(word: string): string {
  return word.replace(/^[\p{P}]+|[\p{P}]+$/gu, '');
}

interface Change {
  written: string;
  spoken: string;
}

const same = (a: string | undefined, b: string | undefined) =>
  a !== undefined && b !== undefined && normalForm(a) === normalForm(b);
const normalForm = (word: string) => key(word).normalize('NFC').replace(/[’‘]/g, "'").toLowerCase();

/**
 * Where two lists of words differ, and each word that is unusual though it stays: by the longest common subsequence.
 */
function changes(before: readonly string[], after: readonly string[]): Change[] {
  const width = after.length + 1;
  const common = new Uint16Array((before.length + 1) * width);
  const length = (i: number, j: number) => common[i * width + j] ?? 0;
  for (const i of before.keys())
    for (const j of after.keys()) {
      const [a, b] = [before.length - 1 - i, after.length - 1 - j];
      common[a * width + b] = same(before[a], after[b])
        ? length(a + 1, b + 1) + 1
        : Math.max(length(a + 1, b), length(a, b + 1));
    }
  const found: Change[] = [];
  let written: string[] = [];
  let spoken: string[] = [];
  const close = () => {
    if (written.length + spoken.length > 0) found.push(withoutEnd(trimmed(written), trimmed(spoken)));
    written = [];
    spoken = [];
  };
  let [i, j] = [0, 0];
  for (;;) {
    const [a, b] = [before[i], after[j]];
    if (a === undefined && b === undefined) break;
    if (a !== undefined && same(a, b)) {
      close();
      found.push({ written: key(a) || a, spoken: key(a) || a });
      i++;
      j++;
    } else if (a !== undefined && (b === undefined || length(i + 1, j) >= length(i, j + 1))) {
      written.push(a);
      i++;
    } else if (b !== undefined) {
      spoken.push(b);
      j++;
    }
  }
  close();
  return found;
}

function trimmed(list: readonly string[]): string {
  return list.join(' ').replace(/^[\s"“”‘,;:([]+|[\s"“”’,;:)\]]+$/gu, '');
}

/** Without the mark that ends both: it belongs to the sentence. */
function withoutEnd(written: string, spoken: string): Change {
  const end = /[.?!]+$/.exec(spoken)?.[0] ?? '';
  if (end === '' || !written.endsWith(end)) return { written, spoken };
  return { written: written.slice(0, -end.length), spoken: spoken.slice(0, -end.length) };
}
