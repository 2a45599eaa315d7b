import 'fake-indexeddb/auto';
import { describe, expect, it } from 'vitest';
import { addFiles, setTranscript } from '../store/clips';
import { createDataset, deleteDataset, purgeDatasets, renameDataset } from '../store/datasets';
import { getOwnText, saveOwnText } from '../store/ownText';
import { choosePrompts } from './choosePrompts';
import sentences from './promptSentences.json';

const choose = (dataset: string) => choosePrompts(dataset, () => undefined);

async function say(dataset: string, name: string, text: string) {
  await addFiles(dataset, [{ name: `${name}.wav`, file: new Blob(['RIFF']) }]);
  await setTranscript(`${dataset}/${name}`, text);
}

describe('the choice of what is read next', () => {
  it('is the same for the same dataset, and passes over what a clip says already', async () => {
    await createDataset('order', 'en-gb');
    const shares: number[] = [];
    const first = await choosePrompts('order', (share) => shares.push(share));
    expect(first).toMatchObject({ source: 'ours', read: 0 });
    expect([...first.left].sort()).toEqual([...sentences].sort());
    expect(shares.at(-1)).toBe(1);
    expect(await choose('order')).toEqual(first);
    const [said = ''] = first.left;
    await say('order', 'one', said);
    const second = await choose('order');
    expect(second.read).toBe(1);
    expect(second.left).not.toContain(said);
  });

  it('goes by what the clips lack: their own sounds come later', async () => {
    await createDataset('lacking', 'en-us');
    const [best = ''] = (await choose('lacking')).left;
    for (let i = 0; i < 5; i++) await say('lacking', `clip${i}`, `${best.slice(0, -1)}, again.`);
    const { left } = await choose('lacking');
    expect(left.indexOf(best)).toBeGreaterThan(50);
  });

  it("keeps to the person's own text, in its order, and goes with the dataset", async () => {
    await createDataset('own', 'de');
    expect(await choose('own')).toEqual({ source: 'none', left: [], read: 0 });
    await saveOwnText('own', 'Zuerst kommt dieser Satz hier. Danach kommt dann noch einer.');
    await say('own', 'eins', 'Zuerst kommt dieser Satz hier.');
    const expected = { source: 'own', left: ['Danach kommt dann noch einer.'], read: 1 };
    expect(await choose('own')).toEqual(expected);
  });

  it('moves with a renamed dataset and goes with a deleted one', async () => {
    await createDataset('before', 'en-us');
    await saveOwnText('before', 'Nothing else is to be read.');
    await renameDataset('before', 'after');
    expect(await getOwnText('before')).toBeNull();
    expect(await getOwnText('after')).toBe('Nothing else is to be read.');
    await deleteDataset('after');
    await purgeDatasets();
    expect(await getOwnText('after')).toBeNull();
  });
});
