/** How `<say-as>` wants something read, as words that the usual rules then read so. */
import { isEnglish, type Language } from '../languages';
import { ordinal } from './numbers';
import type { Traced } from './traced';

const dateOrders = ['mdy', 'dmy', 'ymd'];

/**
 * What a stretch is to be read as. What its kind does not know, and kinds that the usual rules read anyhow (times,
 * money, cardinal numbers), stay as they are.
 */
export function sayAs(language: Language, text: Traced, kind: string, format: string): Traced {
  switch (kind) {
    case 'characters':
    case 'spell-out':
    case 'verbatim':
      return text.replace(/[^\s](?=[^\s])/gu, (sign: string) => `${sign} `);
    case 'digits':
    case 'telephone':
      return text.replace(/\d(?=\d)/g, (digit: string) => `${digit} `);
    case 'ordinal':
      return isEnglish(language) ? text.replace(/\d+/g, (digits: string) => ordinal(digits)) : text;
    case 'date':
      return dated(text, format);
    default:
      return text;
  }
}

/** A date in numbers as one that can be read in one way only: year, month and day. */
function dated(text: Traced, format: string): Traced {
  return text.replace(
    /^\s*(\d{1,4})[-/. ](\d{1,2})[-/. ](\d{1,4})\s*$/g,
    (found: string, ...parts: [string, string, string]) => {
      if (!dateOrders.includes(format)) return found;
      const part = (name: string) => parts[format.indexOf(name)] ?? '';
      return `${part('y').padStart(4, '20')}-${part('m').padStart(2, '0')}-${part('d').padStart(2, '0')}`;
    }
  );
}
