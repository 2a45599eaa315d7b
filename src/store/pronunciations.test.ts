import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, it } from 'vitest';
import { deleteDatabase } from './database';
import { onChange } from './changes';
import {
  listPronunciations,
  pronunciationsIn,
  removePronunciation,
  replacePronunciations,
  savePronunciation,
  withPronunciations
} from './pronunciations';

const tomato = { word: 'tomato', sound: '[[təmˈɑːtoʊ]]' };

describe('lists of pronunciations', () => {
  beforeEach(deleteDatabase);

  it('are one of the device and one of each voice, in order, a word once', async () => {
    await savePronunciation({ word: 'zoo', sound: 'su' }, null);
    await savePronunciation({ word: ' tomato ', sound: 'x' }, null);
    await savePronunciation(tomato, null);
    await savePronunciation(tomato, 'jane');
    await removePronunciation('zoo', 'jane');
    expect(await listPronunciations(null)).toEqual([tomato, { word: 'zoo', sound: 'su' }]);
    await removePronunciation('zoo', null);
    expect(await listPronunciations(null)).toEqual([tomato]);
    expect(await listPronunciations('jane')).toEqual([tomato]);
    expect(await listPronunciations('nobody')).toEqual([]);
  });

  it('tell when they change, and hold a thousand entries at most', async () => {
    const told: string[] = [];
    const stop = onChange(({ of }) => told.push(of));
    await savePronunciation(tomato, null);
    stop();
    expect(told).toEqual(['pronunciations']);
    const many = Array.from({ length: 1001 }, (_, i) => ({ word: `w${i}`, sound: 'x' }));
    await expect(replacePronunciations(many, null)).rejects.toThrow('may have 1000 pronunciations');
    await expect(savePronunciation({ word: '', sound: 'x' }, null)).rejects.toThrow('1 to 100 characters');
  });

  it('travel in ownvoice.json, and what is no list there is none', () => {
    expect(withPronunciations(null, [])).toBeNull();
    expect(pronunciationsIn(withPronunciations(null, [tomato]))).toEqual([tomato]);
    const about = withPronunciations('{ "format": "ownvoice", "version": 2, "name": "Jane" }', [tomato]);
    expect(JSON.parse(about!)).toEqual({
      format: 'ownvoice',
      version: 2,
      name: 'Jane',
      pronunciations: [tomato]
    });
    for (const hostile of ['null', '[]', '{"pronunciations":{}}', '{"pronunciations":[{"word":1}]}'])
      expect(pronunciationsIn(hostile)).toEqual([]);
  });
});
