/**
 * Text as it is spoken: numbers, money, times, units and abbreviations in words, then the punctuation that the
 * base voice knows (docs/MODEL.md, "Phonemes"). Each rule is one replacement; the order matters, since a later
 * rule takes what an earlier one left (a price is a price before it is a number). No rule starts again inside a
 * run of digits, so that the time grows with the length of the text, whatever the text.
 */
import { isEnglish, type Language } from '../languages';
import { expandAbbreviations } from './abbreviations';
import { readDates, readTimes } from './dates';
import { readEmoji, type EmojiNames } from './emoji';
import { withoutMarkup } from './markup';
import { cardinal, decimal, ordinal, pluralNumber, year, type Dialect } from './numbers';
import { readQuantities } from './quantities';
import { readRoman } from './roman';
import { readTelephones } from './telephone';
import { Traced } from './traced';
import { readAddresses } from './webWords';

/** How English is read: where it is spoken, and the names of the emoji in the text. */
export interface EnglishReading {
  dialect?: Dialect;
  emoji?: EmojiNames;
}

/**
 * Writes out what is not letters and marks, as a person would read it.
 * "Dr. Lee paid $3.50 at 10:45." becomes "Doctor Lee paid three dollars and fifty cents at ten forty-five."
 */
export function normalise(text: string, reading: EnglishReading = {}): string {
  return normaliseTraced(Traced.of(text), reading).text;
}

/** As `normalise`, of a text that knows where it came from. */
function normaliseTraced(text: Traced, { dialect = 'american', emoji = new Map() }: EnglishReading): Traced {
  const plain = plainCharacters(readEmoji(withoutMarkup(text), emoji));
  return singleSpaced(knownPunctuation(inWords(plain, dialect)));
}

/** As `normalise` in English, and in another language the punctuation rules alone: eSpeak NG reads its numbers. */
export function normaliseIn(language: Language, text: string): string {
  return spokenForm(language, Traced.of(text)).text;
}

/** As `normaliseIn`, of a text that knows where it came from. @param emoji names of the emoji in the text, in English */
export function spokenForm(language: Language, text: Traced, emoji?: EmojiNames): Traced {
  if (isEnglish(language))
    return normaliseTraced(text, { dialect: dialectOf(language), ...(emoji && { emoji }) });
  return singleSpaced(knownPunctuation(plainCharacters(withoutMarkup(text))));
}

/** American English is that of the United States; all others say numbers and dates as the British do. */
function dialectOf(language: Language): Dialect {
  return language.startsWith('en-us') ? 'american' : 'british';
}

function singleSpaced(text: Traced): Traced {
  return text.replace(/\s+/g, ' ').trim();
}

/** Compatibility forms of letters, digits, spaces and fractions become plain ones; control characters go. */
function plainCharacters(text: Traced): Traced {
  return composed(text)
    .replace(/(?<=\d)(?=[½¼¾⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞])/g, ' and ')
    .replace(/[½¼¾⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞]/g, (part: string) => part.normalize('NFKD').replace('\u2044', '/'))
    .replace(
      /[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\u2080-\u2089\u2160-\u217f\u2460-\u2473\ufb00-\ufb06\u{1d400}-\u{1d7ff}]/gu,
      (letter: string) => letter.normalize('NFKC')
    )
    .replace(/[\u2010\u2011\u2212]/g, '-')
    .replace(/[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]|[\ufe00-\ufe0f]/g, '')
    .replace(/[\p{Cc}\p{Zs}\s]+/gu, ' ');
}

/** Canonical composition (NFC): a letter and its accents, or the parts of a Hangul syllable, become one. */
function composed(text: Traced): Traced {
  if (text.text === text.text.normalize('NFC')) return text;
  return text.replace(/[\u1100-\u11ff]+|\P{M}\p{M}*/gu, (letter: string) => letter.normalize('NFC'));
}

function inWords(text: Traced, dialect: Dialect): Traced {
  const named = readRoman(expandAbbreviations(readAddresses(text), dialect), dialect);
  const dated = readTimes(readDates(named, dialect));
  return numbersInWords(readQuantities(readTelephones(dated, dialect), dialect), dialect)
    .replace(/ ?& ?/g, ' and ')
    .replace(/\s\+\s/g, ' plus ')
    .replace(/(?<=[\p{L}\p{N}])=(?=[\p{L}\p{N}])|\s=\s/gu, ' equals ')
    .replace(/(?<=[\p{L}\p{N}]) < (?=[\p{L}\p{N}])/gu, ' is less than ')
    .replace(/(?<=[\p{L}\p{N}]) > (?=[\p{L}\p{N}])/gu, ' is greater than ')
    .replace(/(?<=\b(?:he|she|his|her|him|hers))\/(?=\p{L})/giu, ' or ')
    .replace(/(?<=\p{L})\/(?=\p{L})/gu, ' ');
}

function numbersInWords(text: Traced, dialect: Dialect): Traced {
  return text
    .replace(/\b\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)/g, (digits: string) => decimal(digits, dialect))
    .replace(/(?<![\d.,]|\d )\d{1,3}(?: \d{3})? 000\b(?! ?\d)/g, (digits: string) =>
      cardinal(digits.replaceAll(' ', ''), dialect)
    )
    .replace(/(?<!\d)(\d+)(?:st|nd|rd|th)\b/gi, (_, digits: string) => ordinal(digits, dialect))
    .replace(/(?<![\w.])['’]?(\d{1,3}0|[1-9]0)['’]?s\b/g, (_, digits: string) => pluralNumber(year(digits)))
    .replace(/(?<=\b(?:in|of|since|from|until|by|year) )10\d\d\b(?!\.\d)/g, (digits: string) =>
      year(digits, dialect)
    )
    .replace(/(?<=\d),(?=\d)/g, ', ')
    .replace(/(?<=\d)\s?[-–]\s?(?=\d)/g, ' to ')
    .replace(/(?<=\d):(?=\d)/g, ' to ')
    .replace(/(?<=\d)\/(?=\d)/g, ' over ')
    .replace(/(?<![\w.])(1[1-9]|20)\d\d(?![\w%]|\.\d)/g, (digits: string) => year(digits, dialect))
    .replace(/(?<![\d.])\d+(?:\.\d+){2,}/g, (version: string) =>
      version
        .split('.')
        .map((part) => cardinal(part, dialect))
        .join(' point ')
    )
    .replace(/(?<![\d.])\d*\.\d+|\d+/g, (number: string, at: number, whole: string) => {
      const apart = /\p{L}/u;
      const before = apart.test(whole[at - 1] ?? '') ? ' ' : '';
      const after = apart.test(whole[at + number.length] ?? '') ? ' ' : '';
      return before + decimal(number, dialect) + after;
    });
}

/**
 * Only the marks that the base voice has heard: quotation marks go, and those of other scripts become their Latin
 * likes, with the space that ends a piece. ¿ and ¡ stay, because eSpeak NG begins a clause with them.
 */
function knownPunctuation(text: Traced): Traced {
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
