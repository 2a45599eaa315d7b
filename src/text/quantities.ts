/** Units, percentages, fractions and signs before and behind numbers, in words. */
import { endsSentence } from './abbreviations';
import { readMoney, readRanges, signs } from './money';
import { cardinal, decimal, ordinal, type Dialect } from './numbers';
import type { Traced } from './traced';
import { unitNames, units, written, type Unit } from './units';

const quantity = `(${written})(\\s?|-)(${unitNames})(?![\\p{L}\\p{N}/²³])`;
const measured = new RegExp(`(?<![\\w.,])${quantity}(\\.(?![\\p{L}\\p{N}]))?`, 'gu');
const range = new RegExp(`(?<=\\d)\\s?[-–]\\s?(?=${quantity})`, 'gu');
const minus = new RegExp(`(?<![\\p{L}\\d-]|\\d\\s)[-–](?=(?:(?:US|A|C)?${signs}\\s?)?\\.?\\d)`, 'gu');
const partOf = new RegExp(
  `(and )?\\b((?:one|two|three|four|five|seven|nine) (?:half|(?:third|quarter|fifth|eighth|tenth)s?))[\\s-](${unitNames})(?![\\p{L}\\p{N}])`,
  'gu'
);
/** What "per" may stand before, short and whole. */
const perNames: Record<string, string> = {
  s: 'second',
  sec: 'second',
  min: 'minute',
  h: 'hour',
  hr: 'hour',
  kg: 'kilogram',
  lb: 'pound',
  km: 'kilometer',
  m: 'meter',
  ha: 'hectare',
  mo: 'month',
  yr: 'year',
  wk: 'week',
  l: 'liter',
  L: 'liter',
  ml: 'milliliter',
  mL: 'milliliter',
  dl: 'deciliter'
};
const shortPer = Object.keys(perNames).join('|');
const perWords = 'second|minute|hour|day|week|month|year|night|person|mile|unit|item|head|page|GB|MB';
const stroke = new RegExp(
  `(?<=\\d|dollars?|pounds?|euros?|yen|cents|pence|\\b(?:${unitNames}))\\s?/\\s?(?=(?:${perWords}|${shortPer})\\b)`,
  'g'
);
const per = new RegExp(`(?<= per )(?:${shortPer})\\b`, 'g');
const sides: Record<string, string> = { N: 'north', S: 'south', E: 'east', W: 'west' };

/** Writes out what is counted, paid or measured, and leaves plain numbers as they are. */
export function readQuantities(text: Traced, dialect: Dialect): Traced {
  if (!/[\d²³⁴-⁹]/.test(text.text)) return text;
  return readMeasures(readFractions(readMoney(readSigns(readRanges(text)), dialect), dialect), dialect);
}

/** Signs before a number. */
function readSigns(text: Traced): Traced {
  return text
    .replace(range, ' to ')
    .replace(/(?<=\d) - (?=\d+(?:\.\d+)? ?=)/g, ' minus ')
    .replace(minus, 'minus ')
    .replace(/(?<![\p{L}\d])\+(?=\d)/gu, 'plus ')
    .replace(/±\s?(?=[\d.])/g, 'plus or minus ')
    .replace(/(?<![\p{L}\d])[~≈]\s?(?=\d|[$£€])/gu, 'about ')
    .replace(/(?:<=|≤)\s?(?=[\d$£€.])/g, ' at most ')
    .replace(/(?:>=|≥)\s?(?=[\d$£€.])/g, ' at least ')
    .replace(/<\s?(?=[\d$£€.])/g, ' less than ')
    .replace(/>\s?(?=[\d$£€.])/g, ' more than ');
}

function readFractions(text: Traced, dialect: Dialect): Traced {
  return text
    .replace(/(?<=\d)\s?%/g, ' percent')
    .replace(/(?<=\d)\s?‰/g, ' per mille')
    .replace(/(?<=\d) (?=\d\/\d(?![\w/]))/g, ' and ')
    .replace(
      /(?<![\w/.,])(\d{1,2})\/(\d{1,3})(?![\w/]|[.,]\d)/g,
      (found, top: string, bottom: string) => fraction(Number(top), Number(bottom)) ?? found
    )
    .replace(
      partOf,
      (_, and: string | undefined, part: string, unit: string) =>
        `${and ?? ''}${part} ${unitOf(unit, dialect)[and === undefined ? 'one' : 'many']}`
    );
}

function readMeasures(text: Traced, dialect: Dialect): Traced {
  const amount = (digits: string, { one, many }: Unit) =>
    digits === '1' ? `one ${one}` : `${decimal(digits, dialect)} ${many}`;
  return text
    .replace(
      /(?<![\w.,])(\d{1,2})['′]\s?(\d{1,2})(?:"|″|'')/g,
      (_, feet: string, inches: string) =>
        `${amount(feet, unitOf('ft', dialect))} ${amount(inches, unitOf('in', dialect))}`
    )
    .replace(/(?<=\d)″/g, ' inches')
    .replace(/(?<=\d)′/g, ' feet')
    .replace(/(?<=\d)°\s?([NSEW])\b/g, (_, side: string) => ` degrees ${sides[side] ?? side}`)
    .replace(stroke, ' per ')
    .replace(per, (short: string) => local(perNames[short] ?? short, dialect))
    .replace(
      measured,
      (
        found,
        digits: string,
        joint: string,
        name: string,
        dot: string | undefined,
        at: number,
        whole: string
      ) => {
        const unit = unitOf(name, dialect);
        // "A five-kilometer run".
        const said = joint === '-' ? `${decimal(digits, dialect)} ${unit.one}` : amount(digits, unit);
        return said + (dot && endsSentence(whole, at + found.length) ? '.' : '');
      }
    )
    .replace(/(?<=\d)\s?[x×]\s?(?=\d)/g, ' by ')
    .replace(/(?<=\d)[x×]\b(?!\w)/g, ' times')
    .replace(/(?<=[\p{L}\d])\^(-?)(\d+)/gu, (_, sign: string, digits: string) => power(sign, digits))
    .replace(/(?<=[\p{L}\d)])(⁻?)([⁰¹²³⁴-⁹]+)/gu, (_, sign: string, raised: string) =>
      power(sign, raised.normalize('NFKC'))
    )
    .replace(/(?<=\d)\+(?![\d+])/g, ' plus');
}

function unitOf(name: string, dialect: Dialect): Unit {
  const { one, many } = units[name] ?? { one: name, many: name };
  return { one: local(one, dialect), many: local(many, dialect) };
}

/** A unit as it is spelt in British English. */
function local(unit: string, dialect: Dialect): string {
  return dialect === 'british' ? unit.replace(/(met|lit)er/g, '$1re') : unit;
}

function power(sign: string, digits: string): string {
  if (sign === '' && digits === '2') return ' squared';
  if (sign === '' && digits === '3') return ' cubed';
  return ` to the power of ${sign && 'minus '}${cardinal(digits)}`;
}

/** Denominators of what is read as a fraction. */
const denominators = new Set([2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 16, 20, 32, 64, 100]);
/** What has two numbers and a stroke and is no fraction. */
const names: Record<string, string> = {
  '24/7': 'twenty-four seven',
  '9/11': 'nine eleven',
  '50/50': 'fifty fifty'
};

/** A fraction in words, or null where the stroke means something else. */
function fraction(top: number, bottom: number): string | null {
  const name = names[`${top}/${bottom}`];
  if (name !== undefined) return name;
  if (top === 0 || top >= bottom || !denominators.has(bottom)) return null;
  const part = bottom === 2 ? 'half' : bottom === 4 ? 'quarter' : ordinal(String(bottom));
  return `${cardinal(String(top))} ${part}${top === 1 ? '' : 's'}`;
}
