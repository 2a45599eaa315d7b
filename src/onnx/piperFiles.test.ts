import { describe, expect, it } from 'vitest';
import { allLanguages } from '../espeakVoices';
import type { Language } from '../languages';
import { clientMetadata, isStem, modelCard, piperConfig, voiceStem } from './piperFiles';

const language = (voice: Language) => (JSON.parse(piperConfig('x', voice)) as { language: unknown }).language;

describe('the language in a voice’s files', () => {
  it.each([
    ['en-us', 'en_US', 'English', 'English', 'United States'],
    ['en-gb-scotland', 'en_GB', 'English', 'English', 'Great Britain'],
    ['es-419', 'es_MX', 'Español', 'Spanish', 'Mexico'],
    ['es', 'es_ES', 'Español', 'Spanish', 'Spain'],
    ['fr-fr', 'fr_FR', 'Français', 'French', 'France'],
    ['fr-ch', 'fr_CH', 'Français', 'French', 'Switzerland'],
    ['it', 'it_IT', 'Italiano', 'Italian', 'Italy'],
    ['ru', 'ru_RU', 'Русский', 'Russian', 'Russia'],
    ['de', 'de_DE', 'Deutsch', 'German', 'Germany'],
    ['pt-br', 'pt_BR', 'Português', 'Portuguese', 'Brazil'],
    ['cmn', 'zh_CN', '中文', 'Chinese', 'China'],
    ['piqd', 'tlh_ZZ', 'Klingon', 'Klingon', 'Unknown Region'],
    ['nci', 'nci_MX', 'Nahuatl', 'Nahuatl', 'Mexico']
  ] as const)('%s is that of Piper', (voice, code, name_native, name_english, country_english) => {
    const [family, region] = code.split('_');
    expect(language(voice)).toEqual({ code, family, region, name_native, name_english, country_english });
    expect(JSON.parse(piperConfig('x', voice))).toMatchObject({ espeak: { voice } });
    expect(clientMetadata(voice)).toMatchObject({ language: name_english, voice, comment: 'piper' });
    expect(voiceStem('Jane', voice)).toBe(`${code}-Jane-medium`);
  });

  it('is complete in every language', () => {
    for (const voice of allLanguages) {
      expect(isStem(voiceStem('x', voice))).toBe(true);
      for (const value of Object.values(language(voice) as object)) expect(value).toMatch(/./);
      expect(clientMetadata(voice)['language']).toMatch(/^\p{Lu}/u);
    }
  });

  it('is named in the card, beside the speakers that the base voice owes its speech to', () => {
    const about = {
      name: 'Jane',
      accent: 'es-419',
      dataset: 'jane',
      run: null,
      clips: 1,
      minutes: 1
    } as const;
    const card = modelCard('x', { ...about, scores: {}, measures: null, consent: null, created: 0 });
    expect(card).toContain('* Language: Spanish (Latin America)');
    for (const speaker of [
      'Allison Smith',
      'June Wallack',
      'Carlo Flora',
      'IvrvoiceRU',
      'Callie',
      'Darshan Soni'
    ])
      expect(card).toContain(speaker);
    expect(card).toContain('Licence of the weights: CC-BY-SA-3.0');
  });
});
