import { describe, expect, it } from 'vitest';
import { voiceThatSays } from '../../tools/tinyVoice';
import { VoiceSession } from './session';

describe('a voice of another program', () => {
  it('stays within ±1, and what is no number is silence', async () => {
    const voice = await VoiceSession.open(voiceThatSays([0.5, 1.5, -20, NaN, Infinity, -Infinity, -1, 0]));
    const { samples } = await voice.synthesise([1, 0, 2]);
    expect([...samples]).toEqual([0.5, 1, -1, 0, 1, -1, -1, 0]);
  });
});
