/** A subset of SSML 1.1 (W3C 2010): what the elements mean for how a text is spoken. */
import type { Language } from '../languages';
import { plainManner, type Manner, type Stretch } from './manner';
import { sayAs } from './sayAs';
import { withoutPrivate, type Sounds } from './sounds';
import { entity, entityPattern, ssmlError, tokens, type Token } from './ssmlTokens';
import { Traced } from './traced';

const maxDepth = 50;
const maxBreak = 10;
const strengths: Record<string, number> = {
  none: 0,
  'x-weak': 0.1,
  weak: 0.2,
  medium: 0.4,
  strong: 0.7,
  'x-strong': 1.2
};
const rates: Record<string, number> = {
  'x-slow': 0.5,
  slow: 0.75,
  medium: 1,
  default: 1,
  fast: 1.3,
  'x-fast': 1.7
};
const pitches: Record<string, number> = { 'x-low': -6, low: -3, medium: 0, default: 0, high: 3, 'x-high': 6 };
const ranges: Record<string, number> = {
  'x-low': 0.3,
  low: 0.6,
  medium: 1,
  default: 1,
  high: 1.4,
  'x-high': 1.8
};
const emphases: Record<string, Manner> = {
  strong: { rate: 0.8, semitones: 1.5, range: 1.4 },
  moderate: { rate: 0.9, semitones: 0.75, range: 1.2 },
  none: plainManner,
  reduced: { rate: 1.15, semitones: -0.5, range: 0.7 }
};
/** Elements that only say how what is in them is understood. */
const passedOver = new Set([
  'speak',
  'p',
  's',
  'w',
  'token',
  'sub',
  'say-as',
  'phoneme',
  'prosody',
  'emphasis'
]);

type Open = Extract<Token, { kind: 'open' }>;
type Then = Stretch['then'];

/** An element that is open, and what was true outside of it. */
interface Frame {
  token: Open;
  manner: Manner;
  /** parts of the text, as many as there were before it */
  parts: number;
}

/**
 * Reads SSML.
 * @param sounds receives what `<phoneme>` gives, and what is not followed
 * @throws InvalidInputError naming line and column of what is wrong
 */
export function readSsml(text: string, language: Language, sounds: Sounds): Stretch[] {
  return new Reader(text, language, sounds).read();
}

class Reader {
  private readonly stretches: Stretch[] = [];
  private readonly frames: Frame[] = [];
  private parts: Traced[] = [];
  private manner = plainManner;
  private ended = false;

  constructor(
    private readonly text: string,
    private readonly language: Language,
    private readonly sounds: Sounds
  ) {}

  read(): Stretch[] {
    for (const token of tokens(this.text)) {
      if (token.kind === 'text') this.take(token);
      else if (token.kind === 'open') this.open(token);
      else this.close(token);
    }
    const open = this.frames.at(-1);
    if (open) throw this.error(this.text.length, `<${open.token.name}> is not closed`);
    return this.stretches;
  }

  private take({ at, end, raw }: Extract<Token, { kind: 'text' }>) {
    const part = Traced.of(this.text.slice(at, end), at);
    if (this.frames.length === 0) {
      if (part.text.trim() !== '') throw this.error(at, 'there is text outside of <speak>');
      return;
    }
    const read = raw
      ? part
      : part.replace(entityPattern, (found: string, decimal: string, hex: string, name: string) =>
          entity(found, decimal, hex, name)
        );
    this.parts.push(withoutPrivate(read, this.sounds).replace(/\s+/g, ' '));
  }

  private open(token: Open) {
    const { name, at } = token;
    if (this.frames.length === 0 && (name !== 'speak' || this.ended))
      throw this.error(
        at,
        this.ended ? 'there is more behind </speak>' : 'the first element must be <speak>'
      );
    if (this.frames.length >= maxDepth)
      throw this.error(at, `elements are nested more than ${maxDepth} deep`);
    if (name === 'p' || name === 's') this.end('sentence');
    if (name === 'break') this.end(this.pause(token));
    else if (name === 'prosody' || name === 'emphasis') this.end('nothing');
    else if (!passedOver.has(name))
      this.sounds.notices.push({
        from: at,
        to: token.end,
        text: `<${name}> is not followed; what is in it is read.`
      });
    this.frames.push({ token, manner: this.manner, parts: this.parts.length });
    if (name === 'prosody') this.manner = combined(this.manner, this.prosody(token));
    if (name === 'emphasis') this.manner = combined(this.manner, this.emphasis(token));
    if (token.empty) this.leave(token.end);
  }

  private close({ name, at, end }: Extract<Token, { kind: 'close' }>) {
    const open = this.frames.at(-1)?.token.name;
    if (open === undefined) throw this.error(at, `</${name}> closes nothing`);
    if (open !== name) throw this.error(at, `</${open}> was expected, and </${name}> came`);
    this.leave(end);
  }

  /** Ends the innermost element, which goes up to `end`. */
  private leave(end: number) {
    const frame = this.frames.pop();
    if (!frame) return;
    const { token, manner, parts } = frame;
    const { name } = token;
    if (name === 'p') this.end('paragraph');
    else if (name === 's') this.end('sentence');
    else if (name === 'speak') {
      this.end('paragraph');
      this.ended = this.frames.length === 0;
    } else if (name === 'prosody' || name === 'emphasis') this.end('nothing');
    else if (name === 'sub') this.put(parts, this.needed(token, 'alias'), token.at, end);
    else if (name === 'phoneme') this.put(parts, this.phoneme(token, end), token.at, end);
    else if (name === 'say-as') {
      const said = this.parts.splice(parts);
      this.parts.push(
        sayAs(
          this.language,
          Traced.join(said),
          this.needed(token, 'interpret-as'),
          token.attributes.get('format') ?? ''
        )
      );
    }
    this.manner = manner;
  }

  /** Puts other words in the place of what an element holds. */
  private put(parts: number, words: string, from: number, to: number) {
    const content = Traced.join(this.parts.splice(parts));
    const place = content.source(0, content.text.length) ?? { from, to };
    this.parts.push(Traced.standingFor(words, place.from, place.to));
  }

  /** Ends what is said in one manner. Silence with nothing before it is added to the silence before. */
  private end(then: Then) {
    const text = Traced.join(this.parts);
    this.parts = [];
    for (const frame of this.frames) frame.parts = 0;
    const last = this.stretches.at(-1);
    if (text.text.trim() !== '') this.stretches.push({ text, manner: this.manner, then });
    else if (typeof then === 'number') {
      if (last) last.then = typeof last.then === 'number' ? last.then + then : then;
      else this.stretches.push({ text, manner: this.manner, then });
    } else if (last && typeof last.then !== 'number' && rank(then) > rank(last.then)) last.then = then;
  }

  private pause(token: Open): number {
    const time = token.attributes.get('time');
    const strength = token.attributes.get('strength') ?? 'medium';
    if (time === undefined) return this.choice(token, 'strength', strength, strengths);
    const [, digits, unit] = /^\+?(\d{1,6}(?:\.\d{1,6})?|\.\d{1,6})(ms|s)$/.exec(time.trim()) ?? [];
    const seconds = Number(digits) / (unit === 'ms' ? 1000 : 1);
    if (!(seconds <= maxBreak))
      throw this.error(
        token.at,
        `the time of a break is like "500ms" or "2s", up to ${maxBreak}s, and not "${time}"`
      );
    return seconds;
  }

  private prosody(token: Open): Manner {
    const { attributes, at, end } = token;
    const rate = attributes.get('rate')?.trim();
    const pitch = attributes.get('pitch')?.trim();
    const range = attributes.get('range')?.trim();
    for (const name of ['volume', 'contour', 'duration'])
      if (attributes.has(name))
        this.sounds.notices.push({ from: at, to: end, text: `"${name}" of <prosody> is not followed.` });
    return {
      rate: rate === undefined ? 1 : this.factor(token, 'rate', rate, rates),
      semitones: pitch === undefined ? 0 : this.semitones(token, pitch),
      range: range === undefined ? 1 : this.factor(token, 'range', range, ranges)
    };
  }

  private factor(token: Open, name: string, value: string, names: Record<string, number>): number {
    const [, sign, digits, percent] = /^([+-]?)(\d{1,4}(?:\.\d{1,4})?)(%?)$/.exec(value) ?? [];
    if (digits === undefined) return this.choice(token, name, value, names);
    const amount = Number(digits) / (percent ? 100 : 1);
    const factor = sign === '+' ? 1 + amount : sign === '-' ? 1 - amount : amount;
    if (!(factor >= 0.25 && factor <= 4))
      throw this.error(token.at, `"${name}" must be from 25% to 400%, and is "${value}"`);
    return factor;
  }

  private semitones(token: Open, value: string): number {
    const [, sign, digits, unit] = /^([+-])(\d{1,3}(?:\.\d{1,4})?)(st|%)$/.exec(value) ?? [];
    if (digits === undefined) return this.choice(token, 'pitch', value, pitches);
    const amount = Number(`${sign}${digits}`);
    const semitones = unit === 'st' ? amount : 12 * Math.log2(Math.max(0.01, 1 + amount / 100));
    if (!(Math.abs(semitones) <= 24))
      throw this.error(token.at, `"pitch" must be within 24 semitones, and is "${value}"`);
    return semitones;
  }

  private emphasis(token: Open): Manner {
    const level = token.attributes.get('level') ?? 'moderate';
    const manner = Object.hasOwn(emphases, level) ? emphases[level] : undefined;
    if (!manner) throw this.wrongChoice(token, 'level', level, emphases);
    return manner;
  }

  private phoneme(token: Open, end: number): string {
    const alphabet = token.attributes.get('alphabet') ?? 'ipa';
    if (alphabet !== 'ipa')
      throw this.error(token.at, `only the alphabet "ipa" is known, and not "${alphabet}"`);
    const ipa = this.needed(token, 'ph');
    if (ipa.length > 200) throw this.error(token.at, `"ph" has ${ipa.length} characters; 200 are allowed`);
    return this.sounds.signOf(ipa, { from: token.at, to: end });
  }

  private choice(token: Open, name: string, value: string, values: Record<string, number>): number {
    const chosen = Object.hasOwn(values, value) ? values[value] : undefined;
    if (chosen === undefined) throw this.wrongChoice(token, name, value, values);
    return chosen;
  }

  private wrongChoice({ at, name: element }: Open, name: string, value: string, values: object): Error {
    return this.error(
      at,
      `"${name}" of <${element}> cannot be "${value}". It is ${Object.keys(values).join(', ')}, or a number`
    );
  }

  private needed({ attributes, name: element, at }: Open, name: string): string {
    const value = attributes.get(name)?.trim();
    if (!value) throw this.error(at, `<${element}> needs "${name}"`);
    return value;
  }

  private error(at: number, problem: string): Error {
    return ssmlError(this.text, at, problem);
  }
}

function combined(outer: Manner, inner: Manner): Manner {
  return {
    rate: outer.rate * inner.rate,
    semitones: outer.semitones + inner.semitones,
    range: outer.range * inner.range
  };
}

function rank(then: Then): number {
  return ['nothing', 'sentence', 'paragraph'].indexOf(String(then));
}
