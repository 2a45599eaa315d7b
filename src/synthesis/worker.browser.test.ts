import { proxy, wrap, type Remote } from 'comlink';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { foreignVoice } from '../../tools/foreignVoice';
import { untrainedVoice } from '../../tools/untrainedVoice';
import type { SynthesisApi } from '../../workers/synthesis.worker';
import { readSafetensors } from '../model/safetensors';
import { buildVoiceModel } from '../onnx/voiceGraph';
import { saveVoice } from '../store/voices';
import type { SpokenSentence } from './speak';

const stem = 'en_US-worker-medium';
let worker: Worker;
let api: Remote<SynthesisApi>;
let voiceId: string;

beforeAll(async () => {
  const base = readSafetensors(
    new Uint8Array(await (await fetch('/base/base.safetensors')).arrayBuffer())
  ).tensors;
  const onnx = buildVoiceModel(untrainedVoice(base, base.get('speaker_stats.kath')!));
  const voice = await saveVoice(foreignVoice('Worker', stem, onnx));
  voiceId = voice.id;
  worker = new Worker(new URL('../../workers/synthesis.worker.ts', import.meta.url), { type: 'module' });
  api = wrap<SynthesisApi>(worker);
}, 120_000);

afterAll(() => worker.terminate());

async function heard(text: string, each: () => void = () => undefined) {
  const sentences: SpokenSentence[] = [];
  const finished = await api.speak(
    voiceId,
    text,
    {},
    proxy((sentence) => {
      sentences.push(sentence);
      each();
    })
  );
  return { finished, sentences };
}

describe('the synthesis worker', () => {
  it('speaks with a stored voice, a sentence at a time', async () => {
    const { finished, sentences } = await heard('Hello there. How are you today?');
    expect(finished).toBe(true);
    expect(sentences.map((s) => s.text)).toEqual(['Hello there.', 'How are you today?']);
    for (const { samples, phonemes } of sentences) {
      expect(samples.length).toBeGreaterThan(22050 / 2);
      expect(Math.max(...samples.map(Math.abs))).toBeGreaterThan(0.02);
      expect(phonemes!.reduce((sum, p) => sum + p.samples, 0)).toBe(samples.length);
    }
  });

  it('stops between sentences', async () => {
    const { finished, sentences } = await heard('One. Two. Three. Four.', () => void api.stop());
    expect(finished).toBe(false);
    expect(sentences.length).toBeLessThan(4);
  });

  it('lets a new text take the place of one that is being spoken', async () => {
    const [first, second] = await Promise.all([heard('One. Two. Three. Four. Five.'), heard('Six.')]);
    expect(first.finished).toBe(false);
    expect(second.sentences.map((s) => s.text)).toEqual(['Six.']);
  });

  it('names a voice that is not there', async () => {
    const speaking = api.speak(
      'nobody',
      'Hello.',
      {},
      proxy(() => undefined)
    );
    await expect(speaking).rejects.toThrow(/no voice "nobody"/);
  });
});
