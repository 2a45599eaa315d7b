import { describe, expect, it } from 'vitest';
import { modelCard } from '../onnx/piperFiles';
import type { Consent, DatasetRecord } from '../store/records';
import { describeVoice } from './voiceDescription';

const measures = { heldOut: { best: null }, clips: { training: 90, minutes: 9.5 }, voice: null };
const cardOf = (consent: Consent | null) => {
  const dataset: DatasetRecord = {
    version: 2,
    id: 'jane',
    accent: 'en-us',
    created: 0,
    consent,
    deleted: null
  };
  return modelCard('en_US-jane-medium', describeVoice('run', dataset, { measures } as never));
};
const given = Date.UTC(2026, 6, 3);

describe("consent in a voice's card", () => {
  it('says whose voice it is, and when and how that was stated', () => {
    expect(cardOf({ by: 'speaker', given, recorded: false })).toContain(
      "* Consent: the speaker's own voice, as stated on 2026-07-03\n"
    );
    expect(cardOf({ by: 'permission', given, recorded: true })).toContain(
      '* Consent: made with the permission of the speaker, as said aloud, and recorded, on 2026-07-03\n'
    );
  });

  it('says that nothing was stated where nothing was', () => {
    expect(cardOf(null)).toContain('* Consent: not stated\n');
  });
});
