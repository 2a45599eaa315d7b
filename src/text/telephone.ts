/** Telephone numbers, digit by digit in their groups. */
import { digitByDigit, type Dialect } from './numbers';
import type { Traced } from './traced';

const forms = [
  // +44 20 7946 0958, +1 (555) 123-4567
  '(?<![\\w.+])\\+\\d{1,3}(?:[ .-]?\\(\\d{1,4}\\))?(?:[ .-]\\d{1,4}){2,5}',
  // 1-800-555-1234, 1 (800) 555-1234
  '(?<![\\w.,/-])1[ -]\\(?\\d{3}\\)?[ -]\\d{3}-\\d{4}',
  // (555) 123-4567
  '\\(\\d{3}\\) ?\\d{3}[ .-]\\d{4}',
  // 555-123-4567, 555.123.4567 and 555-1234
  '(?<![\\w.,/-])(?:\\d{3}-)?\\d{3}-\\d{4}',
  '(?<![\\w.,/-])\\d{3}\\.\\d{3}\\.\\d{4}',
  // 020 7946 0958, 07700 900123, (020) 7946 0958
  '(?<![\\w.,/-])\\(?0\\d{2,4}\\)? \\d{3,4} ?\\d{3,4}'
];
const number = new RegExp(`(?:${forms.join('|')})(?![\\w-])`, 'g');

/** The British say "oh" for a zero in a telephone number. */
export function readTelephones(text: Traced, dialect: Dialect): Traced {
  const digits = (group: string) =>
    dialect === 'british' ? digitByDigit(group).replaceAll('zero', 'oh') : digitByDigit(group);
  return text
    .replace(number, (found: string) => {
      const groups = found.match(/\d+/g) ?? [];
      return (found.startsWith('+') ? 'plus ' : '') + groups.map(digits).join(', ');
    })
    .replace(/(?<=\b(?:[Cc]all|[Dd]ial|[Rr]ing|[Pp]hone) )\d{3}\b(?![-.,]?\d)/g, digits);
}
