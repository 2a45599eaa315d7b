/** Dates and times of day in words. */
import { endsSentence } from './abbreviations';
import { cardinal, ordinal, year, type Dialect } from './numbers';
import type { Traced } from './traced';

const monthNames =
  'January February March April May June July August September October November December'.split(' ');
const months = monthNames.join('|');
const dayNames = 'Monday Tuesday Wednesday Thursday Friday Saturday Sunday'.split(' ');
const shortMonths = 'Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec';
const shortDays = 'Mon|Tues|Tue|Wed|Thurs|Thu|Fri|Sat|Sun';

/** Writes out dates; before quantities, since "3/4/2025" holds what would be a fraction. */
export function readDates(text: Traced, dialect: Dialect): Traced {
  if (!/\d/.test(text.text)) return text;
  const full = (names: string[]) => (short: string) =>
    names.find((name) => name.startsWith(short.slice(0, 3))) ?? short;
  return text
    .replace(new RegExp(`\\b(?:${shortMonths})\\b\\.?(?= \\d)`, 'g'), full(monthNames))
    .replace(
      new RegExp(`(?<=\\b\\d{1,2}(?:st|nd|rd|th)? )(?:${shortMonths})\\b(\\.?)`, 'g'),
      (found, dot: string, at: number, whole: string) =>
        full(monthNames)(found) + (dot && endsSentence(whole, at + found.length) ? '.' : '')
    )
    .replace(new RegExp(`\\b(?:${shortDays})\\b\\.?(?=,? (?:\\d|(?:${months})\\b))`, 'g'), full(dayNames))
    .replace(
      /\b(\d{4})-(0\d|1[0-2])-([0-2]\d|3[01])(?:(T)(?=\d\d:)|\b)/g,
      (found, y: string, m: string, d: string, t: string | undefined) =>
        (spokenDate(y, Number(m), Number(d), dialect) ?? found) + (t === undefined ? '' : ' at ')
    )
    .replace(
      /(?<![\d./-])(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})(?![\d/]|[.-]\d)/g,
      (found, first: string, sign: string, second: string, y: string) => {
        if (y.length === 2 && sign !== '/') return found;
        // Dots are how dates are written where the day comes first.
        const dayFirst = dialect === 'british' || sign === '.' || Number(first) > 12;
        const [m, d] = dayFirst && Number(second) <= 12 ? [second, first] : [first, second];
        return spokenDate(y, Number(m), Number(d), dialect) ?? found;
      }
    )
    .replace(
      new RegExp(`(?<=\\b(?:${months}) )(\\d{1,2})(?:st|nd|rd|th)?\\b(?![:.,]\\d)`, 'g'),
      (_, day: string) => (dialect === 'british' ? `the ${ordinal(day)}` : ordinal(day))
    )
    .replace(
      new RegExp(`(\\bthe )?\\b(\\d{1,2})(?:st|nd|rd|th)? (?:of )?(?=(?:${months})\\b)`, 'gi'),
      (_, __: string, day: string) => `the ${ordinal(day)} of `
    );
}

function spokenDate(y: string, m: number, d: number, dialect: Dialect): string | null {
  const month = monthNames[m - 1];
  if (month === undefined || d < 1 || d > 31) return null;
  const day = ordinal(String(d));
  const date = dialect === 'british' ? `the ${day} of ${month}` : `${month} ${day}`;
  return `${date}, ${year(y, dialect)}`;
}

/** Writes out times of day, once abbreviations have made "am" of whatever kind "a.m". */
export function readTimes(text: Traced): Traced {
  return text
    .replace(/(?<=\b\d{1,2})\.(?=[0-5]\d [ap]\.m)/g, ':')
    .replace(/(?<=:\d\d|[ap]\.m)\s?[-–—]\s?(?=\d)/g, ' to ')
    .replace(/(?<=\d)\s?[-–—]\s?(?=\d{1,2}:[0-5]\d)/g, ' to ')
    .replace(
      /\b([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?\b(?=(\s[ap]\.m)?)/g,
      (_, hour: string, minute: string, second: string | undefined, half: string | undefined) =>
        time(Number(hour), Number(minute), second, half !== undefined)
    );
}

function time(hour: number, minute: number, second: string | undefined, halfFollows: boolean): string {
  const exact = halfFollows ? '' : hour > 12 || hour === 0 ? ' hundred' : " o'clock";
  const minutes = minute === 0 ? exact : ` ${minute < 10 ? 'oh ' : ''}${cardinal(String(minute))}`;
  if (second === undefined) return cardinal(String(hour)) + minutes;
  const count = Number(second);
  return `${cardinal(String(hour))}${minutes} and ${cardinal(String(count))} second${count === 1 ? '' : 's'}`;
}
