import { describe, expect, it } from 'vitest';
import { readGolden } from '../../tools/golden';
import { UnsupportedError } from '../errors';
import { piperConfig } from '../onnx/piperFiles';
import { languageOf, piperIds, pronounce } from './pronounce';
import { Traced } from '../text/traced';
import { readVoiceConfig } from './voiceConfig';

const config = readVoiceConfig(piperConfig('x', 'en-us'));

describe('ids for a voice', () => {
  it('are those of the golden clip, with a pad behind each but the last', async () => {
    const golden = readGolden();
    const [clip] = JSON.parse(golden.metadata['clips']!) as { text: string; phonemes: string }[];
    const wanted = Array.from(golden.get('ids').data.slice(0, golden.get('id_lengths').data[0]));
    const { ids, symbols } = (await pronounce(Traced.of(clip!.text), config)).pronunciation!;
    expect(ids.filter((id) => id !== 0)).toEqual(wanted);
    expect(ids).toEqual(wanted.flatMap((id, i) => (i + 1 < wanted.length ? [id, 0] : [id])));
    expect(symbols.filter((s) => s !== '_').join('')).toBe(`^${clip!.phonemes}$`);
  });

  it('write single letters for two sounds as two, and leave out what the table lacks', () => {
    expect(piperIds('ʤ☃', config).symbols).toEqual(['^', '_', 'd', '_', 'ʒ', '_', '$']);
  });

  it('cannot be started or ended from within a text', () => {
    expect(piperIds('^_$a', config).symbols).toEqual(['^', '_', 'a', '_', '$']);
  });

  it('are null where there is nothing to say', async () => {
    expect((await pronounce(Traced.of('...'), config)).pronunciation).toBeNull();
  });
});

describe('the language of an eSpeak NG voice', () => {
  it.each([
    ['en-us', 'en-us'],
    ['en-US', 'en-us'],
    ['en', 'en-gb'],
    ['en-gb-x-rp', 'en-gb-x-rp'],
    ['en-us-nyc', 'en-us-nyc'],
    ['en-us+f3', 'en-us'],
    ['de', 'de'],
    ['de-at', 'de'],
    ['fr', 'fr-fr'],
    ['no', 'nb'],
    ['pt-PT', 'pt'],
    ['chr-US-Qaaa-x-west', 'chr']
  ])('%s is %s', (voice, language) => {
    expect(languageOf(voice)).toBe(language);
  });

  it('is refused by name where eSpeak NG has none', () => {
    expect(() => languageOf('xx')).toThrow(UnsupportedError);
    expect(() => languageOf('xx')).toThrow('"xx", which is no voice of the eSpeak NG built in here');
    expect(() => languageOf('constructor')).toThrow(UnsupportedError);
  });

  it('gives its sounds to an imported voice', async () => {
    const polish = readVoiceConfig(piperConfig('x', 'pl'));
    const { symbols } = (await pronounce(Traced.of('Cześć, świecie!'), polish)).pronunciation!;
    expect(symbols.filter((symbol) => symbol !== '_').join('')).toBe('^tʃˈɛɕtɕ, ɕfʲˈɛtɕɛ!$');
  });
});
