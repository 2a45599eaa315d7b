/**
 * A text that is rewritten step by step and knows of each of its characters which stretch of the given text it came
 * from. So the words that are spoken can be found again in what a person wrote.
 */

type Replacer = (found: string, ...groups: never[]) => string;

interface Edit {
  start: number;
  end: number;
  /** what stands there instead */
  text: string;
}

/** An immutable text; offsets count UTF-16 units, as those of JavaScript's strings do. */
export class Traced {
  private constructor(
    readonly text: string,
    /** for each unit, where its stretch of the given text begins and ends */
    private readonly starts: Int32Array,
    private readonly ends: Int32Array
  ) {}

  /** A text as it was given. @param at offset of its first character in the whole */
  static of(text: string, at = 0): Traced {
    const starts = Int32Array.from({ length: text.length }, (_, i) => at + i);
    return new Traced(
      text,
      starts,
      starts.map((start) => start + 1)
    );
  }

  /** A text that stands for a stretch of the given one. */
  static standingFor(text: string, from: number, to: number): Traced {
    return new Traced(text, new Int32Array(text.length).fill(from), new Int32Array(text.length).fill(to));
  }

  static join(parts: readonly Traced[]): Traced {
    const length = parts.reduce((sum, { text }) => sum + text.length, 0);
    const starts = new Int32Array(length);
    const ends = new Int32Array(length);
    let at = 0;
    for (const part of parts) {
      starts.set(part.starts, at);
      ends.set(part.ends, at);
      at += part.text.length;
    }
    return new Traced(parts.map(({ text }) => text).join(''), starts, ends);
  }

  slice(start: number, end: number): Traced {
    return new Traced(
      this.text.slice(start, end),
      this.starts.subarray(start, end),
      this.ends.subarray(start, end)
    );
  }

  trim(): Traced {
    const start = this.text.length - this.text.trimStart().length;
    return this.slice(start, Math.max(start, this.text.trimEnd().length));
  }

  /** The stretch of the given text that characters came from, or null for none. */
  source(start: number, end: number): { from: number; to: number } | null {
    if (end <= start) return null;
    let from = Infinity;
    let to = -Infinity;
    for (let i = start; i < end; i++) {
      from = Math.min(from, this.starts[i] ?? Infinity);
      to = Math.max(to, this.ends[i] ?? -Infinity);
    }
    return { from, to };
  }

  /**
   * As String.replace, but a text in place of a function is taken as it is. What a match and its replacement have in
   * common keeps its own origin; the rest of the replacement stands for the rest of the match.
   * @param pattern with the flag g
   */
  replace(pattern: RegExp, replacement: string | Replacer): Traced {
    const edits: Edit[] = [];
    this.text.replace(pattern, (found: string, ...rest: unknown[]) => {
      const at = rest.find((value) => typeof value === 'number');
      const text = typeof replacement === 'string' ? replacement : replacement(found, ...(rest as never[]));
      if (at !== undefined && text !== found) edits.push(...changes(found, text, at));
      return found;
    });
    return edits.length === 0 ? this : this.edited(edits);
  }

  private edited(edits: readonly Edit[]): Traced {
    const grown = edits.reduce((sum, { start, end, text }) => sum + text.length - (end - start), 0);
    const starts = new Int32Array(this.text.length + grown);
    const ends = new Int32Array(starts.length);
    let text = '';
    let at = 0;
    const keep = (end: number) => {
      starts.set(this.starts.subarray(at, end), text.length);
      ends.set(this.ends.subarray(at, end), text.length);
      text += this.text.slice(at, end);
    };
    for (const edit of edits) {
      keep(edit.start);
      const place = this.source(edit.start, edit.end) ?? this.between(edit.start);
      starts.fill(place.from, text.length, text.length + edit.text.length);
      ends.fill(place.to, text.length, text.length + edit.text.length);
      text += edit.text;
      at = edit.end;
    }
    keep(this.text.length);
    return new Traced(text, starts, ends);
  }

  /** The empty stretch before a character. */
  private between(at: number): { from: number; to: number } {
    const place = this.ends[at - 1] ?? this.starts[at] ?? 0;
    return { from: place, to: place };
  }
}

/** What has to change for `found`, which stands at an offset, to become `text`. */
function changes(found: string, text: string, at: number): Edit[] {
  const inside = text === '' ? -1 : found.indexOf(text);
  if (inside >= 0) {
    const end = inside + text.length;
    return [
      { start: at, end: at + inside, text: '' },
      { start: at + end, end: at + found.length, text: '' }
    ].filter(({ start, end: last }) => last > start);
  }
  const shorter = Math.min(found.length, text.length);
  let before = 0;
  while (before < shorter && found[before] === text[before]) before++;
  let after = 0;
  while (after < shorter - before && found.at(-1 - after) === text.at(-1 - after)) after++;
  return [
    { start: at + before, end: at + found.length - after, text: text.slice(before, text.length - after) }
  ];
}
