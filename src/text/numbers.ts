/** Numbers in English words, as they are read aloud: in British English with "and" before what is under a hundred. */

/** Where Americans and the British read the same signs differently. */
export type Dialect = 'american' | 'british';

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
export function cardinal(digits: string, dialect: Dialect = 'american'): string {
  if (digits.length > maxDigits || (digits.length > 1 && digits.startsWith('0'))) return digitByDigit(digits);
  return wholeNumber(Number(digits), dialect);
}

function wholeNumber(value: number, dialect: Dialect): string {
  if (value < 20) return ones[value] ?? '';
  if (value < 100) return `${tens[Math.floor(value / 10)]}${value % 10 ? `-${ones[value % 10]}` : ''}`;
  if (value < 1000) return withRest(`${ones[Math.floor(value / 100)]} hundred`, value % 100, dialect);
  const [size, name] = scales.find(([scale]) => value >= scale) ?? [1e3, 'thousand'];
  return withRest(`${wholeNumber(Math.floor(value / size), dialect)} ${name}`, value % size, dialect);
}

function withRest(words: string, rest: number, dialect: Dialect): string {
  if (rest === 0) return words;
  const and = dialect === 'british' && rest < 100 ? ' and' : '';
  return `${words}${and} ${wholeNumber(rest, dialect)}`;
}

/** A number with or without a decimal part and commas, "3.14" as "three point one four". */
export function decimal(number: string, dialect: Dialect = 'american'): string {
  const [whole = '', fraction] = number.replaceAll(',', '').split('.');
  const start = whole === '' ? '' : cardinal(whole, dialect);
  return fraction ? `${start} point ${digitByDigit(fraction)}`.trim() : start;
}

/** "third", "twenty-first", "two hundredth". */
export function ordinal(digits: string, dialect: Dialect = 'american'): string {
  const words = cardinal(digits, dialect);
  const at = Math.max(words.lastIndexOf(' '), words.lastIndexOf('-')) + 1;
  const last = words.slice(at);
  const ending = irregularOrdinals[last] ?? (last.endsWith('y') ? `${last.slice(0, -1)}ieth` : `${last}th`);
  return words.slice(0, at) + ending;
}

/** A year as it is said: "nineteen eighty-four", "nineteen oh five", "nineteen hundred", "two thousand ten". */
export function year(digits: string, dialect: Dialect = 'american'): string {
  const value = Number(digits);
  const century = Math.floor(value / 100);
  const rest = value % 100;
  if (digits.length !== 4 || value % 1000 < 10) return cardinal(digits, dialect);
  if (rest === 0) return `${wholeNumber(century, dialect)} hundred`;
  return `${wholeNumber(century, dialect)} ${rest < 10 ? 'oh ' : ''}${wholeNumber(rest, dialect)}`;
}

/** The plural of a number's last word: "eighties", "hundreds", "sixes". */
export function pluralNumber(words: string): string {
  if (words.endsWith('y')) return `${words.slice(0, -1)}ies`;
  return words.endsWith('x') ? `${words}es` : `${words}s`;
}
