/** Amounts of money in words. */
import { decimal, type Dialect } from './numbers';
import type { Traced } from './traced';
import { written, type Unit } from './units';

const magnitudes = 'hundred|thousand|million|billion|trillion';
const shortMagnitudes: Record<string, string> = {
  k: 'thousand',
  m: 'million',
  mn: 'million',
  b: 'billion',
  bn: 'billion',
  tn: 'trillion'
};

interface Currency extends Unit {
  /** the hundredth part */
  cent: string;
  cents: string;
}

const currency = (one: string, many = `${one}s`, cent = 'cent', cents = `${cent}s`): Currency => ({
  one,
  many,
  cent,
  cents
});
const currencies: Record<string, Currency> = {
  $: currency('dollar'),
  '£': currency('pound', 'pounds', 'penny', 'pence'),
  '€': currency('euro'),
  '¥': currency('yen', 'yen', 'sen', 'sen'),
  '₹': currency('rupee', 'rupees', 'paisa', 'paise'),
  '₽': currency('ruble', 'rubles', 'kopeck'),
  '₩': currency('won', 'won'),
  '₺': currency('lira', 'lira', 'kurush', 'kurush'),
  '₪': currency('shekel', 'shekels', 'agora', 'agorot'),
  '₱': currency('peso', 'pesos', 'sentimo'),
  '₦': currency('naira', 'naira', 'kobo', 'kobo'),
  '₫': currency('dong', 'dong'),
  '₴': currency('hryvnia', 'hryvnias', 'kopeck'),
  '₿': currency('bitcoin')
};
const codes: Record<string, Currency> = {
  USD: currency('US dollar'),
  GBP: currency('British pound', 'British pounds', 'penny', 'pence'),
  EUR: currency('euro'),
  JPY: currency('yen', 'yen', 'sen', 'sen'),
  CHF: currency('Swiss franc', 'Swiss francs', 'centime'),
  CAD: currency('Canadian dollar'),
  AUD: currency('Australian dollar'),
  INR: currency('rupee', 'rupees', 'paisa', 'paise'),
  Rs: currency('rupee', 'rupees', 'paisa', 'paise')
};

/** The signs of currencies, as a part of a pattern. */
export const signs = `[${Object.keys(currencies).join('')}]`;
const signed = `(?:US|A|C)?${signs}`;
const codeNames = Object.keys(codes).join('|');
const magnitude = `(?:\\s?(${magnitudes}|bn|mn|tn|[kKmMbB])\\b)?`;

const range = new RegExp(
  `(${signed}\\d[\\d.,]*(?:${magnitudes}|bn|[kKmMbB])?|\\d\\s?[%°¢])\\s?[-–]\\s?(?=(?:US|A|C)?${signs}?\\d)`,
  'g'
);
const before = new RegExp(
  `(\\b[Aa] )?(?:\\b(?:US|A|C))?(${signs})\\s?(${written})${magnitude}(?=(-| \\p{L})?)`,
  'gu'
);
const codeBefore = new RegExp(`\\b(${codeNames})\\s?(${written})${magnitude}`, 'g');
const behind = new RegExp(
  `(?<![\\w.,])(${written})(?:\\s?(${magnitudes}|bn|mn|tn|[kKmMbB]))?\\s?(${signs}|(?:${codeNames})\\b)(?!\\d)`,
  'g'
);

/** Ranges of amounts: "$5-$10" as "$5 to $10". */
export function readRanges(text: Traced): Traced {
  return text.replace(range, (_, first: string) => `${first} to `);
}

/** Writes out what has a currency's sign or code before or behind it. */
export function readMoney(text: Traced, dialect: Dialect): Traced {
  const amount = (digits: string, { one, many }: Unit) =>
    digits === '1' ? `one ${one}` : `${decimal(digits, dialect)} ${many}`;
  const money = (unit: Currency, digits: string, size: string | undefined) => {
    if (size !== undefined)
      return `${decimal(digits, dialect)} ${shortMagnitudes[size.toLowerCase()] ?? size} ${unit.many}`;
    const [whole = '', fraction = ''] = digits.replaceAll(',', '').split('.');
    if (fraction.length !== 2) return amount(digits, unit);
    const cents = Number(fraction)
      ? amount(String(Number(fraction)), { one: unit.cent, many: unit.cents })
      : '';
    if (!Number(whole) && cents) return cents;
    return amount(whole, unit) + (cents && ` and ${cents}`);
  };
  return text
    .replace(
      before,
      (
        _,
        article: string | undefined,
        sign: string,
        digits: string,
        size: string | undefined,
        noun: string | undefined
      ) => {
        const unit = currencies[sign] ?? currency(sign);
        // "A five dollar bill".
        const one = article !== undefined && noun !== undefined;
        return (article ?? '') + money(one ? { ...unit, many: unit.one } : unit, digits, size);
      }
    )
    .replace(codeBefore, (_, code: string, digits: string, size: string | undefined) =>
      money(codes[code] ?? currency(code), digits, size)
    )
    .replace(behind, (_, digits: string, size: string | undefined, sign: string) =>
      money(currencies[sign] ?? codes[sign] ?? currency(sign), digits, size)
    )
    .replace(/(?<!\d)(\d+)¢/g, (_, cents: string) => amount(cents, { one: 'cent', many: 'cents' }))
    .replace(/(?<![\w.,])(\d{1,2})p\b(?!\.\w)/g, (found, pence: string) =>
      dialect === 'british' ? amount(pence, { one: 'penny', many: 'pence' }) : found
    );
}
