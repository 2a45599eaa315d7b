/**
 * Text as it is spoken: numbers, money, times, units and abbreviations in words, then the punctuation that the
 * base voice knows (docs/MODEL.md, "Phonemes"). Each rule is one replacement; the order matters, since a later
 * rule takes what an earlier one left (a price is a price before it is a number). No rule starts again inside a
 * run of digits, so that the time grows with the length of the text, whatever the text.
 */
import { isEnglish, type Language } from '../languages';
import { endsSentence, expandAbbreviations } from './abbreviations';
import { cardinal, decimal, digitByDigit, ordinal, pluralNumber, year } from './numbers';

const months = 'January|February|March|April|May|June|July|August|September|October|November|December';
const monthNames = months.split('|');
const magnitudes = 'hundred|thousand|million|billion|trillion';
const shortMagnitudes: Record<string, string> = { k: 'thousand', m: 'million', b: 'billion', bn: 'billion' };
/** A number as it is written: grouped with commas, plain, or with only a fraction. */
const written = '\\d{1,3}(?:,\\d{3})+(?:\\.\\d+)?|\\d+(?:\\.\\d+)?|\\.\\d+';

/** Symbol: one, many, and the hundredth part, one and many. */
const currencies = {
  $: ['dollar', 'dollars', 'cent', 'cents'],
  '£': ['pound', 'pounds', 'penny', 'pence'],
  '€': ['euro', 'euros', 'cent', 'cents'],
  '¥': ['yen', 'yen', 'sen', 'sen']
} satisfies Record<string, [string, string, string, string]>;

/** Written after a number, with or without a dot: one, many. */
const units = {
  km: ['kilometer', 'kilometers'],
  m: ['meter', 'meters'],
  cm: ['centimeter', 'centimeters'],
  mm: ['millimeter', 'millimeters'],
  mi: ['mile', 'miles'],
  in: ['inch', 'inches'],
  ft: ['foot', 'feet'],
  yd: ['yard', 'yards'],
  kg: ['kilogram', 'kilograms'],
  g: ['gram', 'grams'],
  mg: ['milligram', 'milligrams'],
  lb: ['pound', 'pounds'],
  lbs: ['pound', 'pounds'],
  oz: ['ounce', 'ounces'],
  l: ['liter', 'liters'],
  L: ['liter', 'liters'],
  ml: ['milliliter', 'milliliters'],
  mL: ['milliliter', 'milliliters'],
  ms: ['millisecond', 'milliseconds'],
  sec: ['second', 'seconds'],
  min: ['minute', 'minutes'],
  hr: ['hour', 'hours'],
  hrs: ['hour', 'hours'],
  mph: ['mile per hour', 'miles per hour'],
  'km/h': ['kilometer per hour', 'kilometers per hour'],
  Hz: ['hertz', 'hertz'],
  kHz: ['kilohertz', 'kilohertz'],
  MHz: ['megahertz', 'megahertz'],
  GHz: ['gigahertz', 'gigahertz'],
  KB: ['kilobyte', 'kilobytes'],
  kB: ['kilobyte', 'kilobytes'],
  MB: ['megabyte', 'megabytes'],
  GB: ['gigabyte', 'gigabytes'],
  TB: ['terabyte', 'terabytes'],
  kW: ['kilowatt', 'kilowatts'],
  '°C': ['degree Celsius', 'degrees Celsius'],
  '°F': ['degree Fahrenheit', 'degrees Fahrenheit'],
  '°': ['degree', 'degrees']
} satisfies Record<string, [string, string]>;
const unitNames = Object.keys(units)
  .sort((a, b) => b.length - a.length)
  // Without its dot it is the word.
  .map((name) => (name === 'in' ? 'in(?=\\.)' : name))
  .join('|');
const quantity = `(${written})\\s?(${unitNames})(?![\\p{L}\\p{N}/])`;

const fractions: Record<string, string> = {
  '1/2': 'one half',
  '1/3': 'one third',
  '2/3': 'two thirds',
  '1/4': 'one quarter',
  '3/4': 'three quarters',
  '1/8': 'one eighth',
  '3/8': 'three eighths',
  '5/8': 'five eighths',
  '7/8': 'seven eighths'
};

/**
 * Writes out what is not letters and marks, as a person would read it.
 * "Dr. Lee paid $3.50 at 10:45." becomes "Doctor Lee paid three dollars and fifty cents at ten forty-five."
 */
export function normalise(text: string): string {
  return knownPunctuation(inWords(plainCharacters(text)))
    .replace(/\s+/g, ' ')
    .trim();
}

/** As `normalise` in English, and as `normalisePunctuation` in another language. */
export function normaliseIn(language: Language, text: string): string {
  return isEnglish(language) ? normalise(text) : normalisePunctuation(text);
}

/** The punctuation rules alone: for other languages, whose numbers and signs eSpeak NG reads by itself. */
export function normalisePunctuation(text: string): string {
  return knownPunctuation(plainCharacters(text)).replace(/\s+/g, ' ').trim();
}

/** Compatibility forms of digits, spaces and fractions become plain ones; control characters go. */
function plainCharacters(text: string): string {
  return text
    .normalize('NFC')
    .replace(/(\d)?([½¼¾⅓⅔⅛⅜⅝⅞])/g, (_, whole: string | undefined, part: string) => {
      const fraction = part.normalize('NFKD').replace('\u2044', '/');
      return whole === undefined ? fraction : `${whole} and ${fraction}`;
    })
    .replace(/[\uff10-\uff19]/g, (digit) => digit.normalize('NFKC'))
    .replace(/[\u2010\u2011\u2212]/g, '-')
    .replace(/[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]/g, '')
    .replace(/[\p{Cc}\p{Zs}\s]+/gu, ' ');
}

function inWords(text: string): string {
  return numbersInWords(quantitiesInWords(datesAndTimes(expandAbbreviations(text))))
    .replace(/ ?& ?/g, ' and ')
    .replace(/\s\+\s/g, ' plus ')
    .replace(/\s=\s/g, ' equals ');
}

function datesAndTimes(text: string): string {
  return text
    .replace(/\b(\d{4})-(0\d|1[0-2])-([0-2]\d|3[01])\b/g, (date, y: string, m: string, d: string) => {
      const month = monthNames[Number(m) - 1];
      return month && Number(d) > 0 ? `${month} ${ordinal(String(Number(d)))}, ${year(y)}` : date;
    })
    .replace(
      new RegExp(`\\b(${months}) (\\d{1,2})(?:st|nd|rd|th)?\\b(?![:.,]\\d)`, 'g'),
      (_, month: string, day: string) => `${month} ${ordinal(day)}`
    )
    .replace(new RegExp(`\\b(\\d{1,2}) (?=(?:${months})\\b)`, 'g'), (_, day: string) => `${ordinal(day)} of `)
    .replace(
      /\b([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?\b(?=(\s[ap]\.m)?)/g,
      (_, hour: string, minute: string, second: string | undefined, half: string | undefined) =>
        time(Number(hour), Number(minute), second, half !== undefined)
    );
}

function time(hour: number, minute: number, second: string | undefined, halfFollows: boolean): string {
  const exact = halfFollows ? '' : hour > 12 || hour === 0 ? ' hundred' : " o'clock";
  const minutes = minute === 0 ? exact : ` ${minute < 10 ? 'oh ' : ''}${cardinal(String(minute))}`;
  const seconds = second === undefined ? '' : ` and ${amount(String(Number(second)), units.sec)}`;
  return cardinal(String(hour)) + minutes + seconds;
}

function quantitiesInWords(text: string): string {
  return text
    .replace(/([$£€¥]\d[\d.,]*|\d\s?[%°¢])\s?[-–]\s?(?=[$£€¥]?\d)/g, '$1 to ')
    .replace(new RegExp(`(?<=\\d)\\s?[-–]\\s?(?=${quantity})`, 'gu'), ' to ')
    .replace(/(?<![\p{L}\d-]|\d\s)[-–](?=(?:(?:US|A|C)?[$£€¥]\s?)?\.?\d)/gu, 'minus ')
    .replace(
      new RegExp(`(?:\\bUS|\\bA|\\bC)?([$£€¥])\\s?(${written})(?:\\s?(${magnitudes}|bn|[kKmMbB])\\b)?`, 'g'),
      (_, symbol: keyof typeof currencies, number: string, magnitude: string | undefined) =>
        money(symbol, number, magnitude)
    )
    .replace(/(?<!\d)(\d+)¢/g, (_, cents: string) => amount(cents, ['cent', 'cents']))
    .replace(/(\d)\s?%/g, '$1 percent')
    .replace(/(?<=\d) (?=\d\/\d(?![\w/]))/g, ' and ')
    .replace(/(?<![\w/])(\d\/\d)(?![\w/])/g, (fraction) => fractions[fraction] ?? fraction)
    .replace(
      new RegExp(`(?<![\\w.,])${quantity}(\\.(?![\\p{L}\\p{N}]))?`, 'gu'),
      (found, number: string, unit: keyof typeof units, dot: string | undefined, at: number, whole: string) =>
        amount(number, units[unit]) + (dot && endsSentence(whole, at + found.length) ? '.' : '')
    );
}

/** "one meter", "two point five meters". */
function amount(number: string, [one, many]: [string, string]): string {
  return number === '1' ? `one ${one}` : `${decimal(number)} ${many}`;
}

function money(symbol: keyof typeof currencies, number: string, magnitude: string | undefined): string {
  const [one, many, part, parts] = currencies[symbol];
  if (magnitude !== undefined)
    return `${decimal(number)} ${shortMagnitudes[magnitude.toLowerCase()] ?? magnitude} ${many}`;
  const [whole = '', fraction = ''] = number.replaceAll(',', '').split('.');
  if (fraction.length !== 2) return amount(number, [one, many]);
  const cents = Number(fraction) ? amount(String(Number(fraction)), [part, parts]) : '';
  if (!Number(whole) && cents) return cents;
  return amount(whole, [one, many]) + (cents && ` and ${cents}`);
}

function numbersInWords(text: string): string {
  return text
    .replace(/\b\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)/g, decimal)
    .replace(/(?<![\w-])(?:\d{3}-)?\d{3}-\d{4}(?![\w-])/g, (phone) =>
      phone.split('-').map(digitByDigit).join(', ')
    )
    .replace(/(\d)(?:st|nd|rd|th)\b/gi, '$1th')
    .replace(/(?<!\d)(\d+)th\b/g, (_, digits: string) => ordinal(digits))
    .replace(/(?<![\w.])['’]?(\d{1,3}0|[1-9]0)['’]?s\b/g, (_, digits: string) => pluralNumber(year(digits)))
    .replace(/(?<=\d)\s?[-–]\s?(?=\d)/g, ' to ')
    .replace(/(?<=\d):(?=\d)/g, ' to ')
    .replace(/(?<![\w.])(1[1-9]|20)\d\d(?![\w%]|\.\d)/g, (digits) => year(digits))
    .replace(/(?<![\d.])\d+(?:\.\d+){2,}/g, (version) => version.split('.').map(cardinal).join(' point '))
    .replace(/(?<![\d.])\d*\.\d+|\d+/g, (number, at: number, whole: string) => {
      const apart = /\p{L}/u;
      const before = apart.test(whole[at - 1] ?? '') ? ' ' : '';
      const after = apart.test(whole[at + number.length] ?? '') ? ' ' : '';
      return before + decimal(number) + after;
    });
}

/**
 * Only the marks that the base voice has heard: quotation marks go, and those of other scripts become their Latin
 * likes, with the space that ends a piece. ¿ and ¡ stay, because eSpeak NG begins a clause with them.
 */
function knownPunctuation(text: string): string {
  return text
    .replace(/--|[—–()]/g, ', ')
    .replace(/["“”„‟«»‹›‚「」『』[\]]/g, '')
    .replace(/…/g, '.')
    .replace(/[’‘]/g, "'")
    .replace(/[。．｡।۔]/g, '. ')
    .replace(/[，、､،]/g, ', ')
    .replace(/[？؟]/g, '? ')
    .replace(/！/g, '! ')
    .replace(/[；؛]/g, '; ')
    .replace(/：/g, ': ');
}
