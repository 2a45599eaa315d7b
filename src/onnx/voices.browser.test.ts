import { wrap, type Remote } from 'comlink';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { untrainedVoice } from '../../tools/untrainedVoice';
import type { VoicesApi } from '../../workers/voices.worker';
import { readSafetensors } from '../model/safetensors';
import { database } from '../store/database';
import { listVoices } from '../store/voices';
import { aboutVoice, modelCard, piperConfig } from './piperFiles';
import { buildVoiceModel } from './voiceGraph';
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
let worker: Worker;
let api: Remote<VoicesApi>;
let onnx: Uint8Array<ArrayBuffer>;
let zip: Uint8Array<ArrayBuffer>;

const file = (name: string, content: BlobPart) => new File([content], name);

beforeAll(async () => {
  const base = readSafetensors(
    new Uint8Array(await (await fetch('/base/base.safetensors')).arrayBuffer())
  ).tensors;
  onnx = buildVoiceModel(untrainedVoice(base, base.get('speaker_stats.kath')!));
  const card = modelCard(stem, description);
  zip = packVoice({ stem, onnx, config, modelCard: card, weights: null, about: aboutVoice(description) });
  worker = new Worker(new URL('../../workers/voices.worker.ts', import.meta.url), { type: 'module' });
  api = wrap<VoicesApi>(worker);
}, 120_000);

afterAll(() => worker.terminate());

beforeEach(async () => {
  const db = await database();
  await Promise.all([db.clear('voices'), db.clear('voiceFiles')]);
});

describe('importing and exporting a voice', () => {
  it('brings a zip into the store, and out again as it was', async () => {
    const voice = await api.importVoice([file('any name.zip', zip)]);
    expect(voice).toMatchObject({ id: stem, name: 'Traveller', origin: 'imported', minutes: 3 });
    const exported = await api.exportVoice(voice.id);
    expect(exported.name).toBe(`${stem}.zip`);
    const { onnx: returned, ...texts } = readVoiceZip(exported.bytes);
    const { onnx: sent, ...sentTexts } = readVoiceZip(zip);
    expect(texts).toEqual(sentTexts);
    expect(returned.length === sent.length && returned.every((byte, i) => byte === sent[i])).toBe(true);
    const again = await api.importVoice([file(exported.name, exported.bytes)]);
    expect(again.id).toBe(`${stem}-2`);
  });

  it('brings in a Piper voice of two files', async () => {
    const voice = await api.importVoice([file('a.onnx', onnx), file('a.onnx.json', config)]);
    expect(voice).toMatchObject({ name: 'a', stem: 'a', minutes: null });
  });

  it('refuses a file that has the right shape but cannot be run, and stores nothing', async () => {
    // An operator that no runtime knows, in the place of every convolution.
    const broken = onnx.slice();
    const name = new TextEncoder().encode('"\u0004Conv');
    for (let i = 0; i + name.length < broken.length; i++)
      if (name.every((byte, j) => broken[i + j] === byte)) broken[i + 5] = 'x'.charCodeAt(0);
    const importing = api.importVoice([file('a.onnx', broken), file('a.onnx.json', config)]);
    await expect(importing).rejects.toThrow(/cannot be loaded/);
    expect(await listVoices()).toEqual([]);
  });
});
