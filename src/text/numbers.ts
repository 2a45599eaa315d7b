/** Numbers in English words, as they are read aloud (American: without "and"). */
import { at } from '../at';

const ones = (
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen ' +
  'seventeen eighteen nineteen'
).split(' ');
const tens = '- - twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');
const scales: [number, string][] = [
  [1e12, 'trillion'],
  [1e9, 'billion'],
  [1e6, 'million'],
  [1e3, 'thousand']
];
const irregularOrdinals: Record<string, string> = {
  one: 'first',
  two: 'second',
  three: 'third',
  five: 'fifth',
  eight: 'eighth',
  nine: 'ninth',
  twelve: 'twelfth'
};
/** More digits than this are read one by one. */
const maxDigits = 15;

/** "1234" as "one two three four". */
export function digitByDigit(digits: string): string {
  return [...digits].map((d) => ones[Number(d)]).join(' ');
}

/** A whole number in words; one with a leading zero, or longer than 15 digits, digit by digit. */
export function cardinal(digits: string): string {
  if (digits.length > maxDigits || (digits.length > 1 && digits.startsWith('0'))) return digitByDigit(digits);
  return wholeNumber(Number(digits));
}

function wholeNumber(value: number): string {
  if (value < 20) return at(ones, value);
  if (value < 100) return at(tens, Math.floor(value / 10)) + (value % 10 ? `-${ones[value % 10]}` : '');
  for (const [size, name] of scales)
    if (value >= size) return withRest(`${wholeNumber(Math.floor(value / size))} ${name}`, value % size);
  return withRest(`${ones[Math.floor(value / 100)]} hundred`, value % 100);
}

function withRest(words: string, rest: number): string {
  return rest ? `${words} ${wholeNumber(rest)}` : words;
}

/** A number with or without a decimal part and commas, "3.14" as "three point one four". */
export function decimal(number: string): string {
  const [whole = '', fraction] = number.replaceAll(',', '').split('.');
  const start = whole === '' ? '' : cardinal(whole);
  return fraction ? `${start} point ${digitByDigit(fraction)}`.trim() : start;
}

/** "third", "twenty-first", "two hundredth". */
export function ordinal(digits: string): string {
  const words = cardinal(digits);
  const start = Math.max(words.lastIndexOf(' '), words.lastIndexOf('-')) + 1;
  const last = words.slice(start);
  const ending = irregularOrdinals[last] ?? (last.endsWith('y') ? `${last.slice(0, -1)}ieth` : `${last}th`);
  return words.slice(0, start) + ending;
}

/** A year as it is said: "nineteen eighty-four", "nineteen oh five", "nineteen hundred", "two thousand ten". */
export function year(digits: string): string {
  const value = Number(digits);
  const century = Math.floor(value / 100);
  const rest = value % 100;
  if (digits.length !== 4 || value % 1000 < 10) return cardinal(digits);
  if (rest === 0) return `${wholeNumber(century)} hundred`;
  return `${wholeNumber(century)} ${rest < 10 ? 'oh ' : ''}${wholeNumber(rest)}`;
}

/** The plural of a number's last word: "eighties", "hundreds", "sixes". */
export function pluralNumber(words: string): string {
  if (words.endsWith('y')) return `${words.slice(0, -1)}ies`;
  return words.endsWith('x') ? `${words}es` : `${words}s`;
}
