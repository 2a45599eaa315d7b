/**
 * What can be heard in a sentence, so that sentences can be chosen for what a dataset still lacks: its sounds, how
 * they meet, and the rhythm of its words. Chosen greedily: François and Boëffard, "The greedy algorithm and its
 * application to the construction of a continuous speech database", LREC 2002.
 */

/** A letter of the IPA with the stress before it and the marks behind it. */
const sounds = /[ˈˌ]?[^\sˈˌ.,;:!?ːˑ\p{M}][ːˑʰʲʷˤ˞\p{M}]*/gu;
/** Vowels that follow each other are one syllable, unless a stress parts them; so is a consonant with its mark. */
const syllables = /([ˈˌ]?)(?:[aeiouyæøœɐɑɒɔəɘɚɛɜɝɞɤɨɪɯɵɶʉʊʌʏᵻᵿ]\p{M}*[ːˑ]?|\p{L}\u{329})+/gu;
/** What a first time is worth: there are many more pairs of sounds in a language than sounds. */
const worth = { sound: 3, rhythm: 3, pair: 1 } as const;

export interface Unit {
  kind: keyof typeof worth;
  /** unique among all kinds */
  name: string;
}

/**
 * The units of a sentence, each once: its sounds with their length and stress; the pairs of sounds that follow each
 * other, also across words; and each word's rhythm, such as `010` for a stressed syllable between two others, with
 * the mark behind it, as the word before a question mark is said in another way.
 * @param phonemes as text/phonemise gives them
 */
export function unitsOf(phonemes: string): Unit[] {
  const units = new Map<string, Unit>();
  const add = (kind: Unit['kind'], name: string) => units.set(name, { kind, name });
  let before = '';
  for (const [sound] of phonemes.matchAll(sounds)) {
    const unstressed = sound.replace(/[ˈˌ]/, '');
    add('sound', sound);
    add('pair', `${before}+${unstressed}`);
    before = unstressed;
  }
  for (const word of phonemes.split(' ')) {
    const rhythm = [...word.matchAll(syllables)].map(([, stress]) => rhythmOf(stress)).join('');
    if (rhythm) add('rhythm', rhythm + (/[.,;:!?]$/.exec(word)?.[0] ?? ''));
  }
  return [...units.values()];
}

function rhythmOf(stress: string | undefined): string {
  if (stress === 'ˈ') return '1';
  return stress === 'ˌ' ? '2' : '0';
}

/** How often each unit, by its name, is said. */
export class Coverage {
  readonly #times = new Map<string, number>();

  add(units: readonly Unit[]): void {
    for (const { name } of units) this.#times.set(name, this.times(name) + 1);
  }

  times(name: string): number {
    return this.#times.get(name) ?? 0;
  }

  /** What a sentence would bring: the n-th time of a unit is worth the n-th part of the first. */
  gain(units: readonly Unit[]): number {
    return units.reduce((sum, { kind, name }) => sum + worth[kind] / (1 + this.times(name)), 0);
  }
}

/**
 * The order in which sentences bring the most that was missing, for the time it takes to say them. Of two that bring
 * as much, the one that was listed before comes first.
 * @param sentences the units of each
 * @param covered what is said already; it is added to
 * @returns indices of `sentences`
 */
export function greedyOrder(sentences: readonly (readonly Unit[])[], covered: Coverage): number[] {
  const left = new Set(sentences.keys());
  const order: number[] = [];
  while (left.size > 0) {
    let best = -1;
    let highest = -1;
    for (const index of left) {
      const units = sentences[index] ?? [];
      const gain = covered.gain(units) / (pauseInSounds + units.filter(isPair).length);
      if (gain > highest) [best, highest] = [index, gain];
    }
    left.delete(best);
    order.push(best);
    covered.add(sentences[best] ?? []);
  }
  return order;
}

/** What a sentence takes besides its sounds, in the time of one: to read it, breathe and press the key. */
const pauseInSounds = 20;
/** There are about as many pairs in a sentence as sounds. */
const isPair = ({ kind }: Unit) => kind === 'pair';
