/** What the screens say, gathered from their source: the guides are held to it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'svelte/compiler';

/** Attributes whose text a person reads or hears. */
const readable = new Set(['label', 'title', 'aria-label', 'placeholder', 'text']);
/** Syntax of TypeScript that holds code, not types. */
const holdsCode = new Set(['TSAsExpression', 'TSSatisfiesExpression', 'TSNonNullExpression']);

interface Node {
  type?: string;
  /** of an attribute */
  name?: string;
  /** of a text between tags */
  data?: string;
  /** of a literal */
  value?: unknown;
  /** of a template */
  quasis?: { value: { cooked: string } }[];
}

/** The texts of a component: what stands between tags, with … for a value, and every string of its code. */
function textsIn(component: string): string[] {
  const found: string[] = [];
  /** The sparse array of a pattern has nulls. */
  const piece = (node: Node | null) =>
    node?.type === 'Text' ? (node.data ?? '') : node?.type === 'ExpressionTag' ? '…' : '\n\n';
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    if (Array.isArray(node)) {
      found.push(...node.map(piece).join('').split('\n\n'));
      return node.forEach(visit);
    }
    const { type = '', name = '', value, quasis } = node as Node;
    if (type === 'ImportDeclaration' || (type.startsWith('TS') && !holdsCode.has(type))) return;
    if (type === 'Literal') found.push(String(value));
    if (type === 'TemplateLiteral' && quasis) found.push(quasis.map((quasi) => quasi.value.cooked).join('…'));
    // Of other attributes only code counts: it may hold labels, as that of a menu does.
    const isPlain = type === 'Attribute' && !readable.has(name) && Array.isArray(value);
    if (!isPlain) Object.values(node).forEach(visit);
  };
  visit(parse(component, { modern: true }));
  return found;
}

/** Every text of the screens in a folder of sources, each as a whole: the labels of its controls among them. */
export function labelsOf(folder: string): Set<string> {
  const texts = readdirSync(folder, { recursive: true, encoding: 'utf8' }).flatMap((file) => {
    if (file.includes('.test.') || !/\.(svelte|ts)$/.test(file)) return [];
    const source = readFileSync(join(folder, file), 'utf8');
    return textsIn(file.endsWith('.svelte') ? source : `<script lang="ts">${source}</script>`);
  });
  return new Set(texts.map((text) => text.replace(/\s+/g, ' ').trim()));
}
