import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { foreignVoice } from '../../../tools/foreignVoice';
import { voiceThatHangs, voiceThatSays } from '../../../tools/tinyVoice';
import { piperConfig } from '../../onnx/piperFiles';
import { database } from '../../store/database';
import { listVoices, saveVoice } from '../../store/voices';
import { endWorkers } from '../workers';
import { speak, wav } from './speech';
import { voices } from './voices';

const config = piperConfig('en_US-x-medium', 'en-us');

/** As it was imported before imports were made to speak. */
async function stored(name: string, onnx: Uint8Array<ArrayBuffer>): Promise<string> {
  const { id } = await saveVoice(foreignVoice(name, name, onnx));
  return id;
}

const { setTimeout: realTimeout } = globalThis;
const wait = (ms: number) => new Promise((resolve) => realTimeout(resolve, ms));
/** ms, with room for a slow machine; the voice itself takes many minutes */
const soon = 120_000;

beforeEach(async () => {
  const db = await database();
  await Promise.all([db.clear('voices'), db.clear('voiceFiles')]);
  await Promise.all([stored('hangs', voiceThatHangs()), stored('quick', voiceThatSays([0.1, 0.2]))]);
});
afterEach(endWorkers);

/** Speaks with the voice that hangs, until it does; `speaking` becomes the name of the error it ends with. */
async function hangingSpeech(signal?: AbortSignal): Promise<{ speaking: Promise<string> }> {
  const answers = () =>
    wav({ samples: new Float32Array(1), sampleRate: 22050 }).then(
      () => true,
      () => true
    );
  await answers();
  const speaking = speak('hangs', 'Hello.', signal ? { signal } : {}).then(
    () => 'spoken',
    (error: Error) => error.name
  );
  // Loading takes a moment; a worker that then hears nothing for so long is at the products.
  while (await Promise.race([answers(), wait(2000).then(() => false)])) await wait(100);
  return { speaking };
}

describe('a voice that takes for ever', () => {
  it('can be stopped, and others speak after it', { timeout: soon }, async () => {
    const controller = new AbortController();
    const { speaking } = await hangingSpeech(controller.signal);
    controller.abort();
    expect(await speaking).toBe('AbortError');
    expect([...(await speak('quick', 'Hello.')).samples]).toEqual([0.1, 0.2].map(Math.fround));
  });

  it('makes room for the next text', { timeout: soon }, async () => {
    const { speaking } = await hangingSpeech();
    expect((await speak('quick', 'Hello.')).samples.length).toBe(2);
    expect(await speaking).toBe('AbortError');
  });

  it('can be deleted while it speaks, and stops', { timeout: soon }, async () => {
    const { speaking } = await hangingSpeech();
    await voices.remove('hangs');
    expect((await listVoices()).map(({ id }) => id)).toEqual(['quick']);
    expect(await speaking).toBe('AbortError');
  });

  it('is not imported, once the time for that is over', { timeout: soon }, async () => {
    const files = [new File([voiceThatHangs()], 'slow.onnx'), new File([config], 'slow.onnx.json')];
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const importing = expect(voices.import(files)).rejects.toThrow(/within 2 minutes/);
      await wait(5000);
      vi.advanceTimersByTime(120_000);
      await importing;
    } finally {
      vi.useRealTimers();
    }
    expect((await listVoices()).map(({ id }) => id).sort()).toEqual(['hangs', 'quick']);
  });
});
