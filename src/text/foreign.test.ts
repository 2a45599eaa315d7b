import { describe, expect, it } from 'vitest';
import type { Language } from '../languages';
import { foreignCases } from './foreignCases';
import { phonemise } from './phonemise';

describe('what eSpeak NG reads in other languages', () => {
  it('is told by thirty cases of each', () => {
    for (const cases of Object.values(foreignCases))
      expect(new Set(cases.map(([text]) => text)).size).toBe(30);
  });

  describe.each(Object.entries(foreignCases))('in %s', (language, cases) => {
    it.each(cases.map(([text, phonemes]) => [text, phonemes] as const))(
      '%j is %j',
      async (text: string, phonemes: string) => {
        expect(await phonemise(text, language as Language)).toBe(phonemes);
      }
    );
  });
});
