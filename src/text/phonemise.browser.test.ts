import { expect, it } from 'vitest';
import { phonemise } from './phonemise';

it('gives the same phonemes in the browser as in Node', async () => {
  expect(await phonemise('In being comparatively modern, at $2!', 'en-us')).toBe(
    'ɪn bˌiːɪŋ kəmpˈæɹətˌɪvli mˈɑːdɚn, æt tˈuː dˈɑːlɚz!'
  );
  expect(await phonemise('modern water', 'en-gb')).toBe('mˈɒdən wˈɔːtə');
});
