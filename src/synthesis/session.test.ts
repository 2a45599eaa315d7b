import { describe, expect, it } from 'vitest';
import { readBase } from '../../tools/golden';
import { voiceThatSays } from '../../tools/tinyVoice';
import { BadFileError } from '../errors';
import { speakerTensors } from '../onnx/builtInVoices';
import { piperConfig } from '../onnx/piperFiles';
import { buildVoiceModel } from '../onnx/voiceGraph';
import { builtInVoices, speakerOf } from '../store/builtInVoices';
import { VoiceSession } from './session';
import { speakWord } from './speakWord';
import { readVoiceConfig } from './voiceConfig';

const config = readVoiceConfig(piperConfig('en_US-test-medium', 'en-us'));

describe('a voice of another program', () => {
  it('stays within ±1, and what is no number is silence', async () => {
    const voice = await VoiceSession.open(voiceThatSays([0.5, 1.5, -20, NaN, Infinity, -Infinity, -1, 0]));
    const { samples } = await voice.synthesise([1, 0, 2]);
    expect([...samples]).toEqual([0.5, 1, -1, 0, 1, -1, -1, 0]);
  });

  it('that makes no sound of a word is refused', async () => {
    const voice = await VoiceSession.open(voiceThatSays([]));
    await expect(speakWord(voice, config)).rejects.toThrow(/no sound/);
  });
});

describe('the word that a voice has to speak', () => {
  it('is spoken by ours, and refused where the ids are of another table', async () => {
    const tensors = speakerTensors(readBase(), speakerOf(builtInVoices[0]));
    const voice = await VoiceSession.open(buildVoiceModel(tensors));
    await speakWord(voice, config);
    const phonemeIds = new Map(
      [...config.phonemeIds].map(([symbol, ids]) => [symbol, ids.map((id) => id + 1000)])
    );
    const speaking = speakWord(voice, { ...config, phonemeIds });
    await expect(speaking).rejects.toThrow(BadFileError);
    await expect(speaking).rejects.toThrow(/cannot speak a word/);
  });
});
