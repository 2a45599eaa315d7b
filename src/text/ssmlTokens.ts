/**
 * The tokens of an XML text, as far as SSML needs them: a small reader of our own, since workers have no DOM. It reads
 * each character once, has no entities but XML's five and numbers, and refuses document types, so that nothing can
 * grow or be loaded.
 */
import { InvalidInputError } from '../errors';

export type Token =
  | { kind: 'text'; at: number; end: number; /** whether entities in it count */ raw: boolean }
  | {
      kind: 'open';
      at: number;
      end: number;
      name: string;
      attributes: ReadonlyMap<string, string>;
      empty: boolean;
    }
  | { kind: 'close'; at: number; end: number; name: string };

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
/** An entity; in a text, for `decoded`. */
export const entityPattern = /&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|([a-zA-Z]{1,10}));/g;

const name = '[A-Za-z_][\\w:.-]{0,50}';
const closing = new RegExp(`</(${name})\\s*>`, 'y');
const opening = new RegExp(`<(${name})`, 'y');
const attribute = new RegExp(`\\s+(${name})\\s*=\\s*(?:"([^"<]*)"|'([^'<]*)')`, 'y');
const tagEnd = /\s*(\/?)>/y;
/** What is passed over, by how it begins and ends. */
const passed: [start: string, end: string][] = [
  ['<!--', '-->'],
  ['<?', '?>']
];

/** @throws InvalidInputError naming line and column of what is no XML */
export function* tokens(text: string): Generator<Token> {
  let at = 0;
  while (at < text.length) {
    const skip = passed.find(([start]) => text.startsWith(start, at));
    if (skip) at = after(text, at, skip[1]);
    else if (text.startsWith('<![CDATA[', at)) {
      const end = after(text, at, ']]>');
      yield { kind: 'text', at: at + '<![CDATA['.length, end: end - ']]>'.length, raw: true };
      at = end;
    } else if (text[at] === '<') {
      const token = tag(text, at);
      yield token;
      at = token.end;
    } else {
      const next = text.indexOf('<', at);
      const end = next < 0 ? text.length : next;
      yield { kind: 'text', at, end, raw: false };
      at = end;
    }
  }
}

function after(text: string, at: number, end: string): number {
  const found = text.indexOf(end, at);
  if (found < 0) throw ssmlError(text, at, `what begins here is not ended by ${end}`);
  return found + end.length;
}

function tag(text: string, at: number): Token {
  const close = matchAt(closing, text, at);
  if (close) return { kind: 'close', at, end: at + close[0].length, name: close[1] ?? '' };
  const open = matchAt(opening, text, at);
  if (!open)
    throw ssmlError(text, at, 'expected a tag such as <break/> behind "<". Write &lt; for the sign itself');
  const attributes = new Map<string, string>();
  let end = at + open[0].length;
  for (let found = matchAt(attribute, text, end); found; found = matchAt(attribute, text, end)) {
    const [whole, key = '', quoted, single] = found;
    if (attributes.has(key)) throw ssmlError(text, end, `the attribute "${key}" is there twice`);
    attributes.set(key, decoded(quoted ?? single ?? ''));
    end += whole.length;
  }
  const last = matchAt(tagEnd, text, end);
  if (!last)
    throw ssmlError(text, end, `expected an attribute such as time="1s", or the end of <${open[1]}>`);
  return {
    kind: 'open',
    at,
    end: end + last[0].length,
    name: open[1] ?? '',
    attributes,
    empty: last[1] === '/'
  };
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/** A text whose entities are characters; what is no entity stays as it is. */
export function decoded(text: string): string {
  return text.replace(entityPattern, (found, decimal?: string, hex?: string, name?: string) =>
    entity(found, decimal, hex, name)
  );
}

/** The character of an entity, from the groups of `entityPattern`. */
export function entity(found: string, decimal?: string, hex?: string, name?: string): string {
  if (name !== undefined) return entities[name] ?? found;
  const code = decimal === undefined ? parseInt(hex ?? '', 16) : Number(decimal);
  return code > 0x1f && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff)
    ? String.fromCodePoint(code)
    : ' ';
}

/** What is wrong with SSML, and where. */
export function ssmlError(text: string, at: number, problem: string): InvalidInputError {
  const lines = text.slice(0, at).split('\n');
  return new InvalidInputError(
    `The SSML cannot be read at line ${lines.length}, column ${(lines.at(-1) ?? '').length + 1}: ${problem}.`
  );
}
