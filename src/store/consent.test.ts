import 'fake-indexeddb/auto';
import { describe, expect, it } from 'vitest';
import { giveConsent, withdrawConsent } from './consent';
import { readAudio } from './clips';
import { consentId, createDataset, getDataset, listDatasets, renameDataset } from './datasets';

const statement = Float32Array.of(0.1, 0.2);

describe('consent', () => {
  it('is kept with its dataset and told in the list', async () => {
    await createDataset('mine', 'en-us');
    expect((await getDataset('mine')).consent).toBeNull();
    const before = Date.now();
    const consent = await giveConsent('mine', 'speaker', null);
    expect(consent).toMatchObject({ by: 'speaker', recorded: false });
    expect(consent.given).toBeGreaterThanOrEqual(before);
    expect((await listDatasets()).find(({ id }) => id === 'mine')?.consent).toEqual(consent);
  });

  it('that was spoken is kept, moves with a renamed dataset, and goes when it is taken back', async () => {
    await createDataset('spoken', 'en-us');
    await giveConsent('spoken', 'permission', statement);
    await renameDataset('spoken', 'renamed');
    expect((await getDataset('renamed')).consent).toMatchObject({ by: 'permission', recorded: true });
    expect(await readAudio(consentId('renamed'))).toEqual(statement);
    await withdrawConsent('renamed');
    expect((await getDataset('renamed')).consent).toBeNull();
    await expect(readAudio(consentId('renamed'))).rejects.toThrow('has no audio');
  });

  it('that is ticked replaces one that was spoken', async () => {
    await createDataset('twice', 'en-us');
    await giveConsent('twice', 'permission', statement);
    await giveConsent('twice', 'speaker', null);
    await expect(readAudio(consentId('twice'))).rejects.toThrow('has no audio');
  });

  it('is refused for a dataset that is not there', async () => {
    await expect(giveConsent('nobody', 'speaker', null)).rejects.toThrow('no dataset called "nobody"');
  });
});
