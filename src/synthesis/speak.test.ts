import { beforeAll, describe, expect, it } from 'vitest';
import { readBase } from '../../tools/golden';
import { activeRms, usualRms } from '../audio/level';
import { InvalidInputError, UnsupportedError } from '../errors';
import { speakerTensors } from '../onnx/builtInVoices';
import { builtInVoices, speakerOf } from '../store/builtInVoices';
import { piperConfig } from '../onnx/piperFiles';
import { buildVoiceModel } from '../onnx/voiceGraph';
import { VoiceSession, type Prosody } from './session';
import { joinSentences, speak, type SpeakOptions, type SpokenSentence } from './speak';
import { readVoiceConfig } from './voiceConfig';

const config = readVoiceConfig(piperConfig('en_US-test-medium', 'en-us'));
let voice: VoiceSession;

beforeAll(async () => {
  const speaker = speakerOf(builtInVoices[0]);
  voice = await VoiceSession.open(buildVoiceModel(speakerTensors(readBase(), speaker)));
}, 60_000);

async function all(text: string, options?: SpeakOptions, signal?: AbortSignal): Promise<SpokenSentence[]> {
  const sentences: SpokenSentence[] = [];
  for await (const sentence of speak(voice, config, text, options, signal)) sentences.push(sentence);
  return sentences;
}

describe('speaking a text', () => {
  it('gives a sentence at a time, with its place in the text and silences between', async () => {
    const text = 'Hello there. Dr. Lee is here!\nGood bye.';
    const spoken = await all(text);
    expect(spoken.map((s) => text.slice(s.start, s.end))).toEqual([
      'Hello there.',
      'Dr. Lee is here!',
      'Good bye.'
    ]);
    expect(spoken.map((s) => s.silence)).toEqual([0.25, 0.6, 0].map((s) => Math.round(22050 * s)));
    expect(joinSentences(spoken).length).toBe(
      spoken.reduce((sum, s) => sum + s.samples.length + s.silence, 0)
    );
    for (const { samples } of spoken) expect(Math.max(...samples.map(Math.abs))).toBeGreaterThan(0.02);
  });

  it('tells how long each phoneme lasts, which adds up to the audio', async () => {
    const [sentence] = await all('Hello.');
    const { phonemes, samples } = sentence!;
    expect(phonemes!.map((p) => p.symbol).join('')).toMatch(/^\^həlˈoʊ\.\$$/);
    expect(phonemes!.reduce((sum, p) => sum + p.samples, 0)).toBe(samples.length);
  });

  it('speaks a long sentence in parts, with no silence of its own between them', async () => {
    const lengths: number[] = [];
    const foreign = {
      hasPitchControl: false,
      synthesise: async (ids: readonly number[]) => {
        lengths.push(ids.length);
        return { samples: new Float32Array(256), durations: null };
      }
    } as unknown as VoiceSession;
    const silences: number[] = [];
    const text = `${'the river ran past the house, and on, '.repeat(100)}. End.`;
    for await (const { silence } of speak(foreign, config, text)) silences.push(silence);
    expect(Math.max(...lengths)).toBeLessThan(1000);
    expect(silences.slice(-2)).toEqual([Math.round(0.25 * 22050), 0]);
    expect(new Set(silences.slice(0, -2))).toEqual(new Set([0]));
  });

  it('takes a text of 20,000 characters and no longer one, and an hour of speech and no more', async () => {
    await expect(all('A b. '.repeat(4001))).rejects.toThrow(InvalidInputError);
    await expect(all('A b. '.repeat(4001))).rejects.toThrow('20,000 characters at most; this one has 20,005');
    const samples = new Float32Array(1800 * 22050);
    const foreign = { hasPitchControl: false, synthesise: async () => ({ samples, durations: null }) };
    const spoken = speak(foreign as unknown as VoiceSession, config, 'One. Two.', { sentenceSilence: 1 });
    expect((await spoken.next()).done).toBe(false);
    await expect(spoken.next()).rejects.toThrow('may last 60 minutes at once');
  });

  it('is as loud in one sentence as in the next', async () => {
    const spoken = await all(
      'Good morning! Rice is often served in round bowls. Is it? The hogs were fed corn.'
    );
    for (const { samples } of spoken)
      expect(Math.abs(20 * Math.log10(activeRms(samples) / usualRms))).toBeLessThan(0.5);
  });

  it('leaves the level of voices of other programs alone', async () => {
    const samples = new Float32Array(2560).fill(0.01);
    const foreign = { hasPitchControl: false, synthesise: async () => ({ samples, durations: null }) };
    const { value } = await speak(foreign as unknown as VoiceSession, config, 'Hello.').next();
    expect((value as SpokenSentence).samples).toEqual(samples);
  });

  it('is faster with a higher speed', async () => {
    const [natural] = await all('This is a sentence of some length.', { expressiveness: 0 });
    const [fast] = await all('This is a sentence of some length.', { expressiveness: 0, speed: 2 });
    expect(natural!.samples.length / fast!.samples.length).toBeGreaterThan(1.6);
  });

  it('reads a sentence another way each time, but not without expressiveness and noise', async () => {
    const read = async (options: SpeakOptions) => {
      const [sentence] = await all('No two readings are alike.', options);
      return sentence!.phonemes!.map((p) => p.samples);
    };
    expect(await read({})).not.toEqual(await read({}));
    expect(await read({ expressiveness: 0 })).toEqual(await read({ expressiveness: 0 }));
  });

  it("takes noise and expressiveness as shares of the voice's own", async () => {
    const asked: Partial<Prosody>[] = [];
    const silent = {
      synthesise: async (_: readonly number[], prosody: Partial<Prosody>) => {
        asked.push(prosody);
        return { samples: new Float32Array(256), durations: null };
      }
    } as unknown as VoiceSession;
    const own = readVoiceConfig(
      JSON.stringify({
        ...JSON.parse(piperConfig('en_US-test-medium', 'en-us')),
        inference: { noise_scale: 0.5, noise_w: 0.4 }
      })
    );
    await speak(silent, own, 'Hello.', { expressiveness: 1.5, noise: 2 }).next();
    expect(asked[0]!.noiseW).toBeCloseTo(0.6);
    expect(asked[0]!.noise).toBeCloseTo(1);
  });

  it('begins with the first sentence, and stops between sentences when it is aborted', async () => {
    const controller = new AbortController();
    const heard: string[] = [];
    const speaking = (async () => {
      for await (const { text } of speak(voice, config, 'One. Two. Three.', {}, controller.signal)) {
        heard.push(text);
        controller.abort();
      }
    })();
    await expect(speaking).rejects.toThrow(/abort/i);
    expect(heard).toEqual(['One.']);
  });

  it('says so when there is nothing to say', async () => {
    await expect(all(' \n ... ')).rejects.toThrow(/nothing to say/);
  });

  it('names an option outside its limits', async () => {
    await expect(all('Hello.', { speed: 0 })).rejects.toThrow(InvalidInputError);
    await expect(all('Hello.', { expressiveness: 1.6 })).rejects.toThrow(/expressiveness must be/);
    await expect(all('Hello.', { semitones: NaN })).rejects.toThrow(/semitones must be from -24 to 24/);
  });

  it('refuses a voice of a language that it cannot pronounce', async () => {
    const unknown = { ...config, espeakVoice: 'xx' };
    await expect(speak(voice, unknown, 'Hallo.').next()).rejects.toThrow(UnsupportedError);
  });
});

describe('a text with words that are marked, given or unknown', () => {
  it('tells when each word is heard, in order and within the sentence', async () => {
    const text = 'Dr. Lee paid $3.50 in the end.';
    const [sentence] = await all(text);
    const words = sentence!.words!;
    expect(words.map(({ from, to }) => text.slice(from, to))).toEqual([
      'Dr.',
      'Lee',
      'paid',
      '$3.50',
      'in',
      'the',
      'end'
    ]);
    let before = 0;
    for (const { start, end } of words) {
      expect(start).toBeGreaterThanOrEqual(before);
      expect(end).toBeGreaterThan(start);
      before = end;
    }
    expect(before).toBeLessThanOrEqual(sentence!.samples.length);
    const price = words[3]!;
    expect(price.end - price.start).toBeGreaterThan(words[4]!.end - words[4]!.start);
  });

  it('is slower, faster and silent where SSML says so, with offsets into the SSML', async () => {
    const ssml =
      '<speak>One two three. <prosody rate="50%">One two three.</prosody> <break time="2s"/> End.</speak>';
    const [plain, slow, last] = await all(ssml, { expressiveness: 0 });
    expect(ssml.slice(slow!.start, slow!.end)).toBe('One two three.');
    expect(slow!.samples.length).toBeGreaterThan(1.5 * plain!.samples.length);
    expect(plain!.silence).toBe(Math.round(0.25 * 22050));
    expect(slow!.silence).toBe(2 * 22050);
    const [word] = last!.words!;
    expect(ssml.slice(word!.from, word!.to)).toBe('End');
  });

  it('names what cannot be read, even where that is a whole sentence', async () => {
    const spoken = await all('Hello 你好. Привет. [[wˈɜːld日]]');
    expect(spoken.map(({ samples }) => samples.length > 0)).toEqual([true, false, true]);
    expect(spoken.flatMap(({ notices }) => notices.map(({ text }) => text))).toEqual([
      '“你好” is left out: it cannot be read in English (United States).',
      '“Привет” is left out: it cannot be read in English (United States).',
      '"日" in "wˈɜːld日" is no symbol of the IPA that a voice knows, and is left out.'
    ]);
    await expect(all('你好')).rejects.toThrow('no words that this voice can read');
  });

  it('follows a list of pronunciations, and starts where it is told to', async () => {
    const text = 'One here. Tomato there. Three.';
    const spoken = await all(text, {
      from: text.indexOf('mato'),
      pronunciations: [{ word: 'tomato', sound: '[[təmˈɑːtoʊ]]' }]
    });
    expect(spoken.map((s) => s.text)).toEqual(['Tomato there.', 'Three.']);
    expect(spoken[0]!.phonemes!.map((p) => p.symbol).join('')).toMatch(/^\^təmˈɑːtoʊ /);
  });
});
