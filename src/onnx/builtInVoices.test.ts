import { describe, expect, it } from 'vitest';
import { readBase } from '../../tools/golden';
import { estimateF0 } from '../audio/f0';
import { activeRms, usualRms } from '../audio/level';
import { audioConfig } from '../config';
import { BadFileError } from '../errors';
import { VoiceSession } from '../synthesis/session';
import { readVoiceConfig } from '../synthesis/voiceConfig';
import { isMandatory, phonemesToIds } from '../text/phonemeIds';
import { builtInVoices, speakerOf } from '../store/builtInVoices';
import { builtInFiles, speakerTensors } from './builtInVoices';
import { importedVoice, storedContents } from './voiceRecords';
import { packVoice, readVoiceZip } from './voiceZip';

const base = readBase();
/** A sentence of each, as eSpeak NG writes it. */
const phonemes: Record<string, string> = {
  Kathleen: 'ðə bˈɜːtʃ kənˈuː slˈɪd ɔnðə smˈuːð plˈæŋks.',
  Kerstin: 'nˈʊn ɛɾvˈɛɾmtə diː zˈɔnə diː lˈʊft mɪt ˈiːrən frˈɔøntlɪçən ʃtrˈɑːlən.'
};

describe.each(builtInVoices)('$name, built in', (record) => {
  const { name } = record;

  it('speaks with her own level, pitch and pace', async () => {
    const voice = await VoiceSession.open(builtInFiles(base, record).onnx);
    const ids = phonemesToIds(phonemes[name]!);
    const { samples } = await voice.synthesise(ids);
    const decibels = 20 * Math.log10(activeRms(samples) / usualRms);
    expect(Math.abs(decibels)).toBeLessThan(6);

    const voiced = Array.from(
      estimateF0(samples).filter((hz) => hz > 0),
      Math.log
    );
    const mean = voiced.reduce((sum, log) => sum + log, 0) / voiced.length;
    const stats = base.tensors.get(`speaker_stats.${speakerOf(record)}`)!.data;
    const own = { mean: stats[2 * audioConfig.melBands]!, deviation: stats[2 * audioConfig.melBands + 1]! };
    expect(Math.abs(mean - own.mean)).toBeLessThan(own.deviation);

    const framesPerSound = samples.length / audioConfig.hopLength / ids.filter(isMandatory).length;
    expect(framesPerSound).toBeGreaterThan(4);
    expect(framesPerSound).toBeLessThan(14);
    await voice.release();
  }, 60_000);
});

describe('a built-in voice', () => {
  it('has the files of any voice, is packed as one, and is known again when it is imported', () => {
    const record = builtInVoices[0];
    const files = builtInFiles(base, record);
    const { espeakVoice, sampleRate } = record;
    expect(readVoiceConfig(files.config)).toMatchObject({ espeakVoice, sampleRate });
    const read = readVoiceZip(packVoice(storedContents(record, files)));
    expect(read.modelCard).toContain('gave her recordings to the public domain');
    expect(importedVoice(read)).toMatchObject({ name: 'Kathleen', stem: record.stem, base: 2 });
  }, 60_000);

  it('is refused where the base does not have its speaker', () => {
    expect(() => speakerTensors(base, 'nobody')).toThrow(BadFileError);
    const without = new Map(base.tensors);
    without.delete('speaker_fit.kath');
    expect(() => speakerTensors({ ...base, tensors: without }, 'kath')).toThrow(/"kath"/);
  });
});
