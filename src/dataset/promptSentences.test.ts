import { beforeAll, describe, expect, it } from 'vitest';
import { phonemise } from '../text/phonemise';
import { checkTrainable } from '../text/trainable';
import { phonemesToIds } from '../text/phonemeIds';
import { Coverage, greedyOrder, unitsOf } from './coverage';
import sentences from './promptSentences.json';

/** Every sound of the accent as eSpeak NG writes it, without length and stress; `x` and such of names are left out. */
const sounds = {
  'en-us':
    'a ɐ ɑ æ aɪ aʊ b d dʒ ð e eɪ ə ɚ ɛ ɜ f ɡ h i ɪ ᵻ j k l m n ŋ o oʊ ɔ ɔɪ p ɹ ɾ s ʃ t tʃ θ u ʊ v w ʌ z ʒ',
  'en-gb': 'a ɐ ɑ aɪ aʊ b d dʒ ð eɪ ə əʊ eə ɛ ɜ f ɡ h i ɪ iə j k l m n ŋ ɒ ɔ ɔɪ p ɹ s ʃ t tʃ θ u ʊ v w ʌ z ʒ'
};
const share = (pattern: RegExp) => sentences.filter((s) => pattern.test(s)).length / sentences.length;

describe('the sentences to read', () => {
  it('are 200 at least, each another one', () => {
    expect(sentences.length).toBeGreaterThanOrEqual(200);
    const plain = sentences.map((s) => s.toLowerCase().replace(/[^a-z ]/g, ''));
    expect(new Set(plain).size).toBe(sentences.length);
  });

  it('have 4 to 14 words each, no digits, and only marks that a reader knows', () => {
    for (const sentence of sentences) {
      const { length } = sentence.split(' ');
      expect(length >= 4 && length <= 14, sentence).toBe(true);
      expect(sentence).toMatch(/^[A-Z][A-Za-z ,;:'-]*[.?!]$/);
    }
  });

  it('hold questions, exclamations, commas and numbers in words', () => {
    expect(share(/\?$/)).toBeGreaterThan(0.12);
    expect(share(/!$/)).toBeGreaterThan(0.05);
    expect(share(/,/)).toBeGreaterThan(0.25);
    expect(
      share(/\b(two|three|four|five|six|seven|eight|nine|ten|twenty|hundred|thousand)\b/i)
    ).toBeGreaterThan(0.1);
  });
});

describe.each(['en-us', 'en-gb'] as const)('the sentences to read, in %s', (accent) => {
  let spoken: string[];
  beforeAll(async () => {
    spoken = [];
    for (const sentence of sentences) spoken.push(await phonemise(sentence, accent));
  }, 120_000);

  it('say every sound ten times at least', () => {
    const text = spoken.join(' ').replace(/[ˈˌː]/g, '');
    const rare = sounds[accent].split(' ').filter((sound) => text.split(sound).length - 1 < 10);
    expect(rare).toEqual([]);
  });

  it('can be trained on when read at a usual pace', () => {
    for (const phonemes of spoken) {
      const ids = phonemesToIds(phonemes);
      expect(() => checkTrainable(ids.length * 6, ids)).not.toThrow();
    }
  });

  it('say every sound within the first fifty and every rhythm within eighty, when they are put in order', () => {
    const units = spoken.map(unitsOf);
    const said = (order: Iterable<number>, kind: string) =>
      new Set(
        [...order]
          .flatMap((i) => units[i] ?? [])
          .filter((u) => u.kind === kind)
          .map((u) => u.name)
      ).size;
    const order = greedyOrder(units, new Coverage());
    const listed = [...units.keys()];
    expect(said(order.slice(0, 50), 'sound')).toBe(said(listed, 'sound'));
    expect(said(order.slice(0, 80), 'rhythm')).toBe(said(listed, 'rhythm'));
    // In the order of the list it takes longer.
    expect(said(listed.slice(0, 50), 'sound')).toBeLessThan(said(listed, 'sound'));
    expect(said(listed.slice(0, 80), 'rhythm')).toBeLessThan(0.9 * said(listed, 'rhythm'));
  });
});
