/** What shows how a text looks and is not said: Markdown, HTML's tags, marks of notes. Of any language. */
import type { Traced } from './traced';

const emphasis = '[*_~]{1,3}';

/** Takes the marks of Markdown and HTML out of a line, or of a sentence of it. */
export function withoutMarkup(text: Traced): Traced {
  if (!/[*_~`#<>[\]|+•‣◦-]/.test(text.text)) return text;
  return (
    text
      .replace(/^\s*(?:[-*_]\s*){3,}$/g, '')
      .replace(/^\s*\|?(?:\s*:?-{3,}:?\s*\|)+[\s:|-]*$/g, '')
      .replace(/^\s*`{3}.*$/g, '')
      .replace(/^\s*(?:>\s+|>(?=[>\p{L}"“*_#]))+/gu, '')
      .replace(/^\s*#{1,6}\s+/g, '')
      .replace(/^\s*[-*+•‣◦]\s+(?:\[[ xX]\]\s+)?/g, '')
      // Pictures and links: what they say, not where they lead.
      .replace(/!?\[([^[\]]*)\]\([^()\s]*(?:\s"[^"]*")?\)/g, (_, label: string) => label)
      .replace(/(?<=[\p{L}\p{P}\p{N}])\[\^?\d{1,3}\]/gu, '')
      .replace(/<\/?[a-zA-Z][a-zA-Z0-9]{0,15}(?:\s[^<>]{0,200})?\/?>/g, ' ')
      .replace(/`+/g, '')
      .replace(new RegExp(`(?<=^|[\\s("'“‘[])${emphasis}(?=[^\\s*_~\\d])`, 'g'), '')
      .replace(new RegExp(`(?<=[^\\s*_~])${emphasis}(?=[\\s.,;:!?)"'”’\\]]|$)`, 'g'), '')
      .replace(/(?<=[\p{L}\p{N}])_+(?=[\p{L}\p{N}])/gu, ' ')
      .replace(/^\s*\||\|\s*$/g, '')
      .replace(/\s*\|\s*|\s[•·]\s/g, ', ')
  );
}
