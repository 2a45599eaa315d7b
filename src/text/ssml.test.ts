import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '../errors';
import { readScript } from './script';

const script = (text: string) => readScript(text, 'en-us');
const said = (text: string) => script(text).stretches.map(({ text, then }) => [text.text.trim(), then]);

describe('SSML', () => {
  it('is text, silences, sentences and paragraphs', () => {
    expect(
      said(
        '<?xml version="1.0"?><speak>\n One <break time="500ms"/> two &amp; <!-- no --> three <p><s>A.</s><s>B.</s></p>C</speak>'
      )
    ).toEqual([
      ['One', 0.5],
      ['two &  three', 'sentence'],
      ['A.', 'sentence'],
      ['B.', 'paragraph'],
      ['C', 'paragraph']
    ]);
    expect(said('<speak>One<break strength="strong"/><break time="1s"/>two<break/></speak>')).toEqual([
      ['One', 1.7],
      ['two', 0.4]
    ]);
  });

  it('says how fast, how high and how lively', () => {
    const manners = (ssml: string) => script(ssml).stretches.map(({ manner }) => manner);
    expect(manners('<speak>a <prosody rate="slow" pitch="+2st" range="150%">b</prosody> c</speak>')).toEqual([
      { rate: 1, semitones: 0, range: 1 },
      { rate: 0.75, semitones: 2, range: 1.5 },
      { rate: 1, semitones: 0, range: 1 }
    ]);
    const [nested] = manners(
      '<speak><prosody rate="+50%"><prosody rate="0.5" pitch="-1st">x</prosody></prosody></speak>'
    );
    expect(nested).toEqual({ rate: 0.75, semitones: -1, range: 1 });
    const [strong] = manners('<speak><emphasis level="strong">x</emphasis></speak>');
    expect(strong?.rate).toBeLessThan(1);
    expect(strong?.range).toBeGreaterThan(1);
  });

  it('puts sounds and other words in the place of what is written', () => {
    const { stretches, sounds } = script(
      '<speak>The <sub alias="World Wide Web">WWW</sub>, <phoneme alphabet="ipa" ph="təˈmɑːtoʊ">tomato</phoneme> [[wˈɜːld]]</speak>'
    );
    const [stretch] = stretches;
    const text = stretch!.text.text;
    expect(text.replace(/\p{Co}/gu, (sign) => `<${sounds.get(sign)}>`)).toBe(
      'The World Wide Web, <təˈmɑːtoʊ> <wˈɜːld>'
    );
    const at = text.indexOf('World');
    expect(stretch!.text.source(at, at + 5)).toEqual({ from: 39, to: 42 });
  });

  it.each([
    ['characters', '', 'K9x', 'K 9 x'],
    ['digits', '', '2025', '2 0 2 5'],
    ['telephone', '', '555 12', '5 5 5 1 2'],
    ['ordinal', '', '21', 'twenty-first'],
    ['date', 'dmy', '3/4/2025', '2025-04-03'],
    ['date', 'mdy', '3/4/25', '2025-03-04'],
    ['date', '', '3/4/2025', '3/4/2025'],
    ['cardinal', '', '12', '12']
  ])('says as %s %s: %s', (kind, format, written, spoken) => {
    const ssml = `<speak><say-as interpret-as="${kind}" format="${format}">${written}</say-as></speak>`;
    expect(said(ssml)).toEqual([[spoken, 'paragraph']]);
  });

  it('names what it does not follow', () => {
    const ssml = '<speak><voice name="x">Hi</voice> <prosody volume="loud">there</prosody></speak>';
    expect(script(ssml).notices.map(({ from, to, text }) => [ssml.slice(from, to), text])).toEqual([
      ['<voice name="x">', '<voice> is not followed; what is in it is read.'],
      ['<prosody volume="loud">', '"volume" of <prosody> is not followed.']
    ]);
  });

  it.each([
    ['<speak>\n  a <b', 'line 2, column 7: expected an attribute'],
    ['<speak>a', '<speak> is not closed'],
    ['<speak><p>a</speak>', 'line 1, column 12: </p> was expected, and </speak> came'],
    ['<speak>a</speak> b', 'text outside of <speak>'],
    ['<speak/><speak/>', 'there is more behind </speak>'],
    ['<speak><break time="3 hours"/></speak>', '"500ms" or "2s", up to 10s, and not "3 hours"'],
    ['<speak><break time="60s"/></speak>', 'up to 10s'],
    ['<speak><prosody rate="quick">a</prosody></speak>', '"rate" of <prosody> cannot be "quick"'],
    ['<speak><prosody pitch="+99st">a</prosody></speak>', 'within 24 semitones'],
    ['<speak><emphasis level="constructor">a</emphasis></speak>', '"level" of <emphasis> cannot be'],
    ['<speak><phoneme alphabet="x-sampa" ph="a">a</phoneme></speak>', 'only the alphabet "ipa"'],
    ['<speak><sub>a</sub></speak>', '<sub> needs "alias"'],
    ['<speak a="1" a="2">a</speak>', 'the attribute "a" is there twice'],
    ['<speak><!-- a</speak>', 'is not ended by -->'],
    [`<speak>${'<p>'.repeat(60)}`, 'more than 50 deep'],
    ['<speak><!DOCTYPE x [<!ENTITY a "b">]></speak>', 'expected a tag such as']
  ])('%s is refused with the place', (ssml, message) => {
    expect(() => script(ssml)).toThrow(InvalidInputError);
    expect(() => script(ssml)).toThrow(message);
  });

  it('of any kind is read or refused, and its stretches are of the given text', () => {
    const part = fc.constantFrom(
      ...'<speak>|</speak>|<p>|</p>|<break time="1s"/>|<prosody rate="fast">|</prosody>|<sub alias="b">|</sub>|a |&lt;|&#xD800;|<!--|-->|<![CDATA[|]]>|[[a]]|<|>|"|\ue000|<say-as interpret-as="digits">|</say-as>'.split(
        '|'
      )
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 20 }), (parts) => {
        const ssml = `<speak>${parts.join('')}`;
        try {
          for (const { text } of script(ssml).stretches) {
            const place = text.source(0, text.text.length);
            if (place) expect(place.to).toBeLessThanOrEqual(ssml.length);
          }
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidInputError);
        }
      }),
      { numRuns: 500 }
    );
  });

  it.each([
    ['open tags', '<p>'],
    ['attributes', ' a="b"'],
    ['comments', '<!-- -->'],
    ['entities', '&amp;&'],
    ['brackets', '[[a'],
    ['breaks', 'a<break/>'],
    ['ends', '<![CDATA[']
  ])('takes no more than moments for many %s', (_, part) => {
    const started = performance.now();
    for (const [start, end] of [
      ['<speak>', '</speak>'],
      ['<speak', '>']
    ] as const)
      try {
        script(start + part.repeat(100_000 / part.length) + end);
      } catch (error) {
        expect(error).toBeInstanceOf(InvalidInputError);
      }
    expect(performance.now() - started).toBeLessThan(3000);
  });
});

describe('a plain text', () => {
  it('may hold sounds in double brackets, of which unknown ones are named', () => {
    const { stretches, sounds, notices } = script('Say [[wˈɜːld]] and [[a日]].');
    expect(stretches[0]!.text.text).toBe('Say \ue000 and \ue001.');
    expect([...sounds.values()]).toEqual(['wˈɜːld', 'a']);
    expect(notices).toEqual([
      { from: 19, to: 25, text: '"日" in "a日" is no symbol of the IPA that a voice knows, and is left out.' }
    ]);
  });

  it('keeps no private-use characters of its own', () => {
    const { stretches, notices } = script('a\ue000b');
    expect(stretches[0]!.text.text).toBe('a b');
    expect(notices).toHaveLength(1);
  });
});
