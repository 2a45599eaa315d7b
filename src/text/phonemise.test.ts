import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readGolden } from '../../tools/golden';
import { isMandatory, isOptional, isTimed, phonemesToIds } from './phonemeIds';
import table from './phonemeIds.json';
import { phonemise } from './phonemise';
import { splitAtMarks } from './split';
import { checkTrainable } from './trainable';

const golden = readGolden();
const goldenClips = JSON.parse(golden.metadata['clips']!) as { id: string; text: string; phonemes: string }[];
const goldenIds = goldenClips.map((_, row) => {
  const { shape, data } = golden.get('ids');
  const length = golden.get('id_lengths').data[row]!;
  return [...data.subarray(row * shape[1]!, row * shape[1]! + length)];
});
const metadata = new URL('../../../shared/voices/lj102/metadata.csv', import.meta.url);

describe('splitting at marks', () => {
  it('splits where white space, a quote or the end follows, and nowhere else', () => {
    expect(splitAtMarks("One, two. 'Three!' four's at 3.5 a.m; five")).toMatchObject([
      { text: 'One', mark: ',' },
      { text: 'two', mark: '.' },
      { text: "'Three", mark: '!' },
      { text: "' four's at 3.5 a.m", mark: ';' },
      { text: 'five', mark: '' }
    ]);
  });

  it('keeps the first of adjacent marks and drops those before the first word', () => {
    expect(splitAtMarks('... , one?! , . two...')).toMatchObject([
      { text: 'one', mark: '?' },
      { text: 'two', mark: '.' }
    ]);
  });

  it('takes no longer for a run of marks than for words', () => {
    const started = performance.now();
    expect(splitAtMarks(`one${','.repeat(80_000)}two`)).toHaveLength(1);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

describe('phonemes', () => {
  it.each(goldenClips)('of $id are those the base voice was trained on', async ({ text, phonemes }) => {
    expect(await phonemise(text, 'en-us')).toBe(phonemes);
  });

  it('differ between the accents, whichever was spoken before', async () => {
    for (let round = 0; round < 2; round++) {
      expect(await phonemise('modern water', 'en-us')).toBe('mˈɑːdɚn wˈɔːɾɚ');
      expect(await phonemise('modern water', 'en-gb')).toBe('mˈɒdən wˈɔːtə');
    }
  });

  it('keep the marks, each after its piece', async () => {
    expect(await phonemise('"Hello," she said... (Why?)', 'en-us')).toBe('həlˈoʊ, ʃiː sˈɛd. wˈaɪ?');
  });

  it.each(['', ' ', '...', '"()"', '\u0000'])('of %j, which has no words, are none', async (text) => {
    expect(await phonemise(text, 'en-us')).toBe('');
  });

  it.skipIf(!existsSync(metadata))(
    'of every lj102 transcript are in the table (needs ../shared/voices/lj102)',
    async () => {
      const lines = readFileSync(metadata, 'utf8').trim().split('\n');
      expect(lines).toHaveLength(102);
      for (const line of lines) {
        const phonemes = await phonemise(line.split('|')[2]!, 'en-us');
        expect(phonemes.length).toBeGreaterThan(10);
        expect([...phonemes].filter((symbol) => !(symbol in table))).toEqual([]);
      }
    }
  );
});

describe('phoneme ids', () => {
  it.each(goldenClips.map((clip, i) => ({ ...clip, ids: goldenIds[i] })))(
    'of $id are the golden ones',
    ({ phonemes, ids }) => {
      expect(phonemesToIds(phonemes)).toEqual(ids);
    }
  );

  it('take affricates and accented letters apart, and leave unknown symbols out', () => {
    expect(phonemesToIds('ʤ')).toEqual(phonemesToIds('dʒ'));
    expect(phonemesToIds('ʧ')).toEqual(phonemesToIds('tʃ'));
    expect(phonemesToIds('\u00e7')).toEqual(phonemesToIds('c\u0327'));
    expect(phonemesToIds('a日b')).toEqual(phonemesToIds('ab'));
  });

  it('divide into untimed, optional and mandatory ones', () => {
    const ids = Object.values(table).map(([id]) => id!);
    const untimed = ids.filter((id) => !isTimed(id));
    const optional = ids.filter((id) => isTimed(id) && isOptional(id));
    expect([untimed.length, optional.length, ids.filter(isMandatory).length]).toEqual([26, 10, 125]);
    expect(isTimed(table['ˈ'][0]!)).toBe(false);
    expect(isOptional(table[','][0]!)).toBe(true);
    expect(isMandatory(table['ʃ'][0]!)).toBe(true);
  });
});

describe('what can be trained on', () => {
  const sounds = (count: number) => phonemesToIds('ab'.repeat(count / 2));

  it('is a clip whose length fits its transcript', () => {
    expect(() => checkTrainable(100, sounds(20))).not.toThrow();
    goldenIds.forEach((ids, row) =>
      expect(() => checkTrainable(golden.get('frame_lengths').data[row]!, ids)).not.toThrow()
    );
  });

  it.each([
    ['no transcript', 100, phonemesToIds(''), 'no transcript'],
    ['a transcript of marks only', 100, phonemesToIds(', . ˈ'), 'no transcript'],
    ['a transcript of two sounds', 40, sounds(2), 'at least 4 sounds; this one has 2'],
    ['more than 1500 frames', 1501, sounds(200), 'may last 17.4 s; this one lasts 17.4 s'],
    ['a transcript that is too long', 44, sounds(20), 'too many for 0.5 s'],
    ['a transcript that is too short', 440, sounds(20), 'only 20 sounds for 5.1 s']
  ])('is not one with %s', (_, frames, ids, reason) => {
    expect(() => checkTrainable(frames, ids)).toThrow(reason);
  });
});
