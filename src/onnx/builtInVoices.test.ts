import { describe, expect, it } from 'vitest';
import { readBase } from '../../tools/golden';
import { estimateF0 } from '../audio/f0';
import { activeRms, usualRms } from '../audio/level';
import { audioConfig } from '../config';
import { BadFileError } from '../errors';
import { VoiceSession } from '../synthesis/session';
import { readVoiceConfig } from '../synthesis/voiceConfig';
import { isMandatory, phonemesToIds } from '../text/phonemeIds';
import { builtInVoices, makeBuiltInVoice, speakerTensors } from './builtInVoices';
import { buildVoiceModel } from './voiceGraph';
import { packVoice, readVoiceZip } from './voiceZip';

const base = readBase();
/** A sentence of each, as eSpeak NG writes it. */
const phonemes: Record<string, string> = {
  Kathleen: 'ðə bˈɜːtʃ kənˈuː slˈɪd ɔnðə smˈuːð plˈæŋks.',
  Kerstin: 'nˈʊn ɛɾvˈɛɾmtə diː zˈɔnə diː lˈʊft mɪt ˈiːrən frˈɔøntlɪçən ʃtrˈɑːlən.'
};

describe.each(builtInVoices)('$name, built in', ({ name, speaker }) => {
  it('speaks with her own level, pitch and pace', async () => {
    const voice = await VoiceSession.open(buildVoiceModel(speakerTensors(base, speaker)));
    const ids = phonemesToIds(phonemes[name]!);
    const { samples } = await voice.synthesise(ids);
    const decibels = 20 * Math.log10(activeRms(samples) / usualRms);
    expect(Math.abs(decibels)).toBeLessThan(6);

    const voiced = Array.from(
      estimateF0(samples).filter((hz) => hz > 0),
      Math.log
    );
    const mean = voiced.reduce((sum, log) => sum + log, 0) / voiced.length;
    const stats = base.tensors.get(`speaker_stats.${speaker}`)!.data;
    const own = { mean: stats[2 * audioConfig.melBands]!, deviation: stats[2 * audioConfig.melBands + 1]! };
    expect(Math.abs(mean - own.mean)).toBeLessThan(own.deviation);

    const framesPerSound = samples.length / audioConfig.hopLength / ids.filter(isMandatory).length;
    expect(framesPerSound).toBeGreaterThan(4);
    expect(framesPerSound).toBeLessThan(14);
    await voice.release();
  }, 60_000);
});

describe('a built-in voice', () => {
  it('has the files of any voice, and can be packed', () => {
    const voice = makeBuiltInVoice(base, builtInVoices[0]!);
    expect(readVoiceConfig(voice.config)).toMatchObject({
      espeakVoice: voice.espeakVoice,
      sampleRate: voice.sampleRate
    });
    expect(voice.modelCard).toContain('gave her recordings to the public domain');
    const read = readVoiceZip(packVoice(voice));
    expect(read).toMatchObject({ stem: 'en_US-Kathleen-medium', about: voice.about, weights: null });
  }, 60_000);

  it('is refused where the base does not have its speaker', () => {
    expect(() => speakerTensors(base, 'nobody')).toThrow(BadFileError);
    const without = new Map(base.tensors);
    without.delete('speaker_fit.kath');
    expect(() => speakerTensors({ ...base, tensors: without }, 'kath')).toThrow(/"kath"/);
  });
});
