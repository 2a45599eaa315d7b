import { describe, expect, it } from 'vitest';
import { heardLanguages, isEnglish } from '../languages';
import { checkTrainable } from '../text/trainable';
import { selfTestIds } from './selfTestSentences';

const spoken = [9, 3, 7, 5, 1].map((length) => Array.from({ length }, () => 20));

describe('what an exported voice says in its test', () => {
  it('are three sentences of each language that the base voice has heard', async () => {
    for (const language of heardLanguages) {
      const ids = await selfTestIds(language, spoken);
      expect(ids).toHaveLength(3);
      // About the length of such a sentence, at six frames a sound.
      for (const sentence of ids) expect(() => checkTrainable(6 * sentence.length, sentence)).not.toThrow();
      if (!isEnglish(language)) expect(ids).not.toEqual(await selfTestIds('en-us', spoken));
    }
  });

  it('are clips of middle length in another language, or all there are', async () => {
    expect(await selfTestIds('pl', spoken)).toEqual([spoken[1], spoken[3], spoken[2]]);
    expect(await selfTestIds('pl', spoken.slice(0, 2))).toEqual([spoken[1], spoken[0]]);
  });
});
