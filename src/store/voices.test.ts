import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, it } from 'vitest';
import { InvalidInputError, NotFoundError } from '../errors';
import { database } from './database';
import {
  deleteVoice,
  getVoice,
  getVoiceFiles,
  listVoices,
  purgeVoices,
  renameVoice,
  restoreVoice,
  saveVoice,
  type NewVoice
} from './voices';

const voice: NewVoice = {
  name: ' Jane ',
  stem: 'en_US-jane-medium',
  origin: 'trained',
  base: 2,
  measures: null,
  run: 'jane_20260102030405',
  dataset: 'jane',
  espeakVoice: 'en-us',
  sampleRate: 22050,
  minutes: 8.7,
  clips: 102,
  modelCard: 'card',
  onnx: new Uint8Array([1, 2, 3]),
  config: '{}',
  weights: null,
  about: null
};

beforeEach(async () => {
  const db = await database();
  await Promise.all([db.clear('voices'), db.clear('voiceFiles')]);
});

describe('stored voices', () => {
  it('come back with their files', async () => {
    const saved = await saveVoice(voice);
    expect(saved).toMatchObject({ id: 'en_US-jane-medium', name: 'Jane', deleted: null, version: 2 });
    expect(saved).not.toHaveProperty('onnx');
    expect(await listVoices()).toEqual([saved]);
    expect(await getVoice(saved.id)).toEqual(saved);
    expect(await getVoiceFiles(saved.id)).toEqual({
      id: saved.id,
      onnx: voice.onnx,
      config: '{}',
      weights: null,
      about: null
    });
  });

  it('have ids of their own where the names are the same, also when saved at once', async () => {
    const saved = await Promise.all([saveVoice(voice), saveVoice(voice), saveVoice(voice)]);
    expect(saved.map(({ id }) => id).sort()).toEqual([
      'en_US-jane-medium',
      'en_US-jane-medium-2',
      'en_US-jane-medium-3'
    ]);
  });

  it('keep their id when they are renamed', async () => {
    const { id } = await saveVoice(voice);
    await renameVoice(id, 'Grandmother');
    expect(await getVoice(id)).toMatchObject({ id, name: 'Grandmother', stem: voice.stem });
  });

  it('need a name of 1 to 100 characters', async () => {
    await expect(saveVoice({ ...voice, name: '  ' })).rejects.toThrow(InvalidInputError);
    const { id } = await saveVoice(voice);
    await expect(renameVoice(id, 'x'.repeat(101))).rejects.toThrow(/this one has 101/);
  });

  it('are hidden when deleted and come back when that is undone', async () => {
    const { id } = await saveVoice(voice);
    await deleteVoice(id);
    expect(await listVoices()).toEqual([]);
    await expect(getVoice(id)).rejects.toThrow(NotFoundError);
    await expect(getVoiceFiles(id)).rejects.toThrow(NotFoundError);
    await restoreVoice(id);
    expect((await getVoiceFiles(id)).onnx).toEqual(voice.onnx);
  });

  it('are gone with their files once purged, the others not', async () => {
    const gone = await saveVoice(voice);
    const kept = await saveVoice(voice);
    await deleteVoice(gone.id);
    expect(await purgeVoices(Date.now() - 60_000)).toEqual([]);
    expect(await purgeVoices()).toEqual([gone.id]);
    await expect(restoreVoice(gone.id)).rejects.toThrow(NotFoundError);
    const db = await database();
    expect(await db.getAllKeys('voiceFiles')).toEqual([kept.id]);
  });

  it('that are not there are named', async () => {
    await expect(getVoice('nobody')).rejects.toThrow(/no voice "nobody"/);
    await expect(renameVoice('nobody', 'x')).rejects.toThrow(NotFoundError);
    await expect(deleteVoice('nobody')).rejects.toThrow(NotFoundError);
  });
});
