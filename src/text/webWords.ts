/** Addresses, hashtags and file names, as one tells them to somebody. */
import type { Traced } from './traced';

const domains = 'com|org|net|edu|gov|info|dev|app|io|ai|co|eu|us|uk|ca|au|nz|ie|de|fr|es|it|ru|at|ch|nl|se';
const files =
  'csv|tsv|txt|pdf|jpe?g|png|gif|svg|mp3|mp4|wav|ogg|opus|zip|json|xml|md|html?|css|js|ts|py|exe|docx?|xlsx?|pptx?|onnx|epub';

const signs: Record<string, string> = {
  '.': 'dot',
  '/': 'slash',
  '-': 'dash',
  _: 'underscore',
  ':': 'colon',
  '?': 'question mark',
  '=': 'equals',
  '&': 'and',
  '#': 'hash',
  '%': 'percent',
  '~': 'tilde',
  '@': 'at',
  '+': 'plus'
};

/** Reads out e-mail addresses, URLs, domains, file names, hashtags and the names of accounts. */
export function readAddresses(text: Traced): Traced {
  if (!/[.@#:]/.test(text.text)) return text;
  return text
    .replace(/(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g, spelt)
    .replace(/\b(?:https?:\/\/|www\.)[^\s<>"]*[^\s<>"'”’.,;:!?)\]}…]/gi, (url) =>
      spelt(url.replace(/^https?:\/\//i, '').replace(/\/$/, ''))
    )
    .replace(
      new RegExp(
        `(?<![\\w.-])[\\w-]+(?:\\.[\\w-]+)*\\.(?:${domains})\\b(?![\\w-]|\\.\\w)(?:/[\\w./-]*\\w)?`,
        'g'
      ),
      spelt
    )
    .replace(new RegExp(`(?<![\\w./-])[\\w-]+(?:\\.[\\w-]+)*\\.(?:${files})\\b(?![\\w-])`, 'gi'), spelt)
    .replace(/(?<![\w&])#(?=\p{L})([\p{L}\p{N}_]+)/gu, (_, tag: string) => `hashtag ${apart(tag)}`)
    .replace(/(?<![\w.@])@(?=[A-Za-z_])(\w+)/g, (_, name: string) => `at ${apart(name)}`)
    .replace(/(?<=\s)@(?=\s)/g, 'at');
}

/** An address in words: its signs by name, and what cannot be a word as letters. */
function spelt(address: string): string {
  const parts = address.split(/([./\-_:?=&#%~@+])/).filter((part) => part !== '');
  return parts
    .map((part) => signs[part] ?? (part.toLowerCase() === 'www' ? 'W W W' : letters(part)))
    .join(' ');
}

/** Two letters are read as letters, e.g. "U K"; a longer part as a word. */
function letters(part: string): string {
  return /^[a-z]{2}$/i.test(part) && !/^(?:me|my|go|we|us|at|be|do|in|is|it|no|on|or|so|to|up)$/i.test(part)
    ? [...part.toUpperCase()].join(' ')
    : apart(part);
}

/** "OwnVoice_2025" as "Own Voice 2025". */
function apart(name: string): string {
  return name
    .replaceAll('_', ' ')
    .replace(/(?<=\p{Ll})(?=\p{Lu})/gu, ' ')
    .trim();
}
