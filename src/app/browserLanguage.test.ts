import { expect, it } from 'vitest';
import { languageOfBrowser } from './browserLanguage';

it.each([
  ['en', 'en-us'],
  ['en-US', 'en-us'],
  ['en-CA', 'en-us'],
  ['en-GB', 'en-gb'],
  ['en-AU', 'en-gb'],
  ['es', 'es'],
  ['es-ES', 'es'],
  ['es-AR', 'es-419'],
  ['es-419', 'es-419'],
  ['fr', 'fr-fr'],
  ['fr-CA', 'fr-fr'],
  ['fr-CH', 'fr-ch'],
  ['de-AT', 'de'],
  ['ru', 'ru'],
  ['pl', 'pl'],
  ['pt-BR', 'pt-br'],
  ['nb-NO', 'nb'],
  ['zh-Hant-TW', 'cmn'],
  ['xx-YY', 'en-us']
])('a browser in %s is offered %s first', (tag, language) => {
  expect(languageOfBrowser(tag)).toBe(language);
});
