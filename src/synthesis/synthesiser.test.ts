import { describe, expect, it, vi } from 'vitest';
import { foreignVoice } from '../../tools/foreignVoice';
import { voiceThatSays } from '../../tools/tinyVoice';
import { NotFoundError } from '../errors';
import { VoiceSession } from './session';
import type { SpokenSentence } from './speak';
import { Synthesiser } from './synthesiser';

const samples = Array.from({ length: 2205 }, (_, i) => 0.1 * Math.sin(i / 10));

/** A synthesiser that knows some voices, and the names of those that it read. */
function withVoices(...names: string[]) {
  const read: string[] = [];
  const synthesiser = new Synthesiser(async (id) => {
    if (!names.includes(id)) throw new NotFoundError(`There is no voice "${id}" on this device.`);
    read.push(id);
    return { ...foreignVoice(id, id, voiceThatSays(samples)), id };
  });
  return { synthesiser, read };
}

async function heard(synthesiser: Synthesiser, voice: string, text: string, each?: () => void) {
  const sentences: SpokenSentence[] = [];
  const finished = await synthesiser.speak(voice, text, {}, (sentence) => {
    sentences.push(sentence);
    each?.();
  });
  return { finished, texts: sentences.map((sentence) => sentence.text) };
}

describe('a synthesiser', () => {
  it('speaks a sentence at a time, and waits until each is taken', async () => {
    const { synthesiser } = withVoices('a');
    let taken = 0;
    const finished = await synthesiser.speak('a', 'One here. Two here. Three here.', {}, async () => {
      const before = taken;
      await new Promise((done) => setTimeout(done, 5));
      expect(taken).toBe(before);
      taken++;
    });
    expect([finished, taken]).toEqual([true, 3]);
  });

  it('stops between sentences', async () => {
    const { synthesiser } = withVoices('a');
    const { finished, texts } = await heard(synthesiser, 'a', 'One. Two. Three. Four.', () =>
      synthesiser.stop()
    );
    expect(finished).toBe(false);
    expect(texts).toEqual(['One.']);
  });

  it('lets a new text take the place of one that is being spoken', async () => {
    const { synthesiser } = withVoices('a');
    const [first, second, third] = await Promise.all([
      heard(synthesiser, 'a', 'One. Two. Three. Four. Five.'),
      heard(synthesiser, 'a', 'Six.'),
      heard(synthesiser, 'a', 'Seven. Eight.')
    ]);
    expect([first.finished, second.finished]).toEqual([false, false]);
    expect(third).toEqual({ finished: true, texts: ['Seven.', 'Eight.'] });
  });

  it('names a voice that is not there, and speaks on with others', async () => {
    const { synthesiser } = withVoices('a');
    await expect(heard(synthesiser, 'nobody', 'Hello.')).rejects.toThrow(/no voice "nobody"/);
    expect((await heard(synthesiser, 'a', 'Hello.')).finished).toBe(true);
  });

  it('keeps the last two voices loaded, and lets go of the others and of released ones', async () => {
    const released = vi.spyOn(VoiceSession.prototype, 'release');
    const { synthesiser, read } = withVoices('a', 'b', 'c');
    for (const voice of ['a', 'b', 'a', 'c', 'a']) await synthesiser.prepare(voice);
    expect(read).toEqual(['a', 'b', 'c']);
    expect(released).toHaveBeenCalledTimes(1);
    await synthesiser.release('a');
    expect(released).toHaveBeenCalledTimes(2);
    await heard(synthesiser, 'a', 'Hello.');
    expect(read).toEqual(['a', 'b', 'c', 'a']);
    released.mockRestore();
  });
});
