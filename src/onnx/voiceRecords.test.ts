import { describe, expect, it } from 'vitest';
import type { VoiceDescription } from './piperFiles';
import { importedVoice, trainedVoice } from './voiceRecords';

const description: VoiceDescription = {
  name: 'Grand mother',
  accent: 'en-gb',
  dataset: 'tapes',
  run: 'tapes_20260102030405',
  clips: 40,
  minutes: 3.25,
  scores: { 'held-out mel L1': 0.3731 },
  measures: null,
  consent: 'I recorded this and agree.',
  created: Date.UTC(2026, 0, 2)
};
const files = { onnx: new Uint8Array([1]), weights: new Uint8Array([2]) };
const trained = trainedVoice(description, files.onnx, files.weights);

describe('a trained voice', () => {
  it('has the file names, the language and the card of its description', () => {
    expect(trained).toMatchObject({
      name: 'Grand mother',
      stem: 'en_GB-Grand_mother-medium',
      espeakVoice: 'en-gb',
      sampleRate: 22050,
      ...files
    });
    expect(JSON.parse(trained.config)).toMatchObject({
      dataset: trained.stem,
      language: { code: 'en_GB', country_english: 'Great Britain' },
      espeak: { voice: 'en-gb' },
      inference: { noise_w: 0.8 },
      speaker_id_map: {}
    });
    for (const told of ['tapes, 40 clips, 3.3 minutes', 'I recorded this and agree.', '2026-01-02', '0.3731'])
      expect(trained.modelCard).toContain(told);
  });

  it('keeps its name and numbers when it is imported elsewhere', () => {
    const imported = importedVoice(trained);
    expect(imported).toMatchObject({
      name: 'Grand mother',
      dataset: 'tapes',
      minutes: 3.25,
      clips: 40,
      run: null
    });
    expect(imported.origin).toBe('imported');
  });
});

describe('an imported voice', () => {
  it('of another program is named after its file', () => {
    const contents = { ...trained, about: null };
    expect(importedVoice({ ...contents, stem: 'en_US-lessac-medium' }).name).toBe('lessac');
    expect(importedVoice({ ...contents, stem: 'glados' }).name).toBe('glados');
    expect(importedVoice({ ...contents, stem: 'glados' })).toMatchObject({ minutes: null, clips: null });
  });

  it('is not believed where ownvoice.json has other types than it should', () => {
    const about = '{"format":"ownvoice","name":{"a":1},"minutes":"many","clips":null,"dataset":7}';
    expect(importedVoice({ ...trained, about })).toMatchObject({
      name: 'Grand_mother',
      minutes: null,
      clips: null,
      dataset: null
    });
  });
});
