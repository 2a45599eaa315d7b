import 'fake-indexeddb/auto';
import { zipSync } from 'fflate';
import { beforeEach, describe, expect, it } from 'vitest';
import { voiceThatSays } from '../../tools/tinyVoice';
import { BadFileError, NotFoundError } from '../errors';
import { database } from '../store/database';
import { getVoiceFiles, listVoices } from '../store/voices';
import { aboutVoice, modelCard, piperConfig } from './piperFiles';
import { listPronunciations, replacePronunciations } from '../store/pronunciations';
import { exportedVoice, importVoice } from './voiceTravel';
import { packVoice, readVoiceZip } from './voiceZip';

const stem = 'en_US-traveller-medium';
const config = piperConfig(stem, 'en-us');
const description = {
  name: 'Traveller',
  accent: 'en-us',
  dataset: 'tapes',
  run: null,
  clips: 40,
  minutes: 3,
  scores: {},
  measures: null,
  consent: null,
  created: 0
} as const;
const onnx = voiceThatSays([0.1, -0.1, 0.1, 0]);
const zip = packVoice({
  stem,
  onnx,
  config,
  modelCard: modelCard(stem, description),
  weights: null,
  about: aboutVoice(description)
});
const file = (name: string, content: BlobPart) => new File([content], name);

beforeEach(async () => {
  const db = await database();
  await Promise.all([db.clear('voices'), db.clear('voiceFiles')]);
});

describe('importing and exporting a voice', () => {
  it('brings a zip into the store, and out again as it was', async () => {
    const voice = await importVoice([file('any name.zip', zip)]);
    expect(voice).toMatchObject({ id: stem, name: 'Traveller', origin: 'imported', minutes: 3 });
    const exported = await exportedVoice(voice.id, getVoiceFiles);
    expect(exported.name).toBe(`${stem}.zip`);
    expect(readVoiceZip(exported.bytes)).toEqual(readVoiceZip(zip));
    const again = await importVoice([file(exported.name, exported.bytes)]);
    expect(again.id).toBe(`${stem}-2`);
  });

  it('takes its pronunciations along', async () => {
    const entries = [{ word: 'tomato', sound: '[[təmˈɑːtoʊ]]' }];
    const ours = await importVoice([file('a.zip', zip)]);
    const theirs = await importVoice([file('a.onnx', onnx), file('a.onnx.json', config)]);
    for (const { id, base } of [ours, theirs]) {
      await replacePronunciations(entries, id);
      const { name, bytes } = await exportedVoice(id, getVoiceFiles);
      const again = await importVoice([file(name, bytes)]);
      expect(await listPronunciations(again.id)).toEqual(entries);
      expect(again.base).toBe(base);
    }
  });

  it('brings in a Piper voice of two files', async () => {
    const voice = await importVoice([file('a.onnx', onnx), file('a.onnx.json', config)]);
    expect(voice).toMatchObject({ name: 'a', stem: 'a', minutes: null });
  });

  it('refuses what is no voice with the reason, and stores nothing', async () => {
    const refusals: [File[], RegExp][] = [
      [[], /got nothing/],
      [[file('a.onnx', onnx)], /got "a.onnx"/],
      [[file('a.zip', 'hello')], /no zip/],
      [[file('a.onnx', onnx.slice(0, 100)), file('a.onnx.json', config)], /cut short or damaged/],
      [[file('a.onnx', onnx), file('package.json', '{"name":"x"}')], /not one of a Piper voice/],
      [[file('a.onnx', voiceThatSays([])), file('a.onnx.json', config)], /no sound of a word/],
      [[file('a.zip', zipSync({ '../x.onnx': onnx }, { level: 0 }))], /outside itself/]
    ];
    for (const [files, reason] of refusals) {
      const importing = importVoice(files);
      await expect(importing).rejects.toThrow(BadFileError);
      await expect(importing).rejects.toThrow(reason);
    }
    expect(await listVoices()).toEqual([]);
  });

  it('exports no voice that is not there', async () => {
    await expect(exportedVoice('nobody', getVoiceFiles)).rejects.toThrow(NotFoundError);
  });
});
