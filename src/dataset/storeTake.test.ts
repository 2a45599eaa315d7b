import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, it } from 'vitest';
import { audioConfig } from '../config';
import { readWav } from '../audio/wav';
import { getClip, listClips, readUsedAudio, removeClips } from '../store/clips';
import { createDataset } from '../store/datasets';
import { bringBackAudio } from '../store/replacedAudio';
import { convertClip } from './convertClip';
import { storeTake } from './storeTake';
import { takeOf } from './testTake';

const sampleRate = 48_000;
/** Takes a sample at each point of time: good enough for a hum. */
const decoder = {
  async decode(bytes: Uint8Array) {
    const { channels, sampleRate: rate } = readWav(bytes);
    const step = rate / audioConfig.sampleRate;
    const [samples = new Float32Array(0)] = channels;
    return Float32Array.from(
      { length: Math.floor(samples.length / step) },
      (_, i) => samples[Math.round(i * step)] ?? 0
    );
  }
};
const convert = (id: string) => convertClip(id, decoder, () => undefined);

let dataset = '';
let made = 0;
beforeEach(async () => {
  dataset = `takes${++made}`;
  await createDataset(dataset, 'en-us');
});
const take = (samples: Float32Array<ArrayBuffer>, clip?: string) =>
  storeTake(dataset, { samples, sampleRate, transcript: 'Read this.', ...(clip && { clip }) });

describe('a stored take', () => {
  it('is a clip with its transcript, whole, of which the silence around the speech is not used', async () => {
    const { clip, problems } = await take(takeOf({ before: 0.8, speech: 2, after: 1 }));
    expect(problems).toEqual([]);
    expect(await getClip(clip)).toMatchObject({
      name: 'take-001',
      state: 'waiting',
      transcript: 'Read this.'
    });
    await convert(clip);
    const ready = await getClip(clip);
    expect(ready.state).toBe('ready');
    expect(ready.samples / audioConfig.sampleRate).toBeCloseTo(3.8, 2);
    expect((await readUsedAudio(ready)).length / audioConfig.sampleRate).toBeCloseTo(2.4, 1);
  });

  it('never reaches beyond its decode', async () => {
    const { clip } = await take(takeOf({ before: 0.5, after: 0.1 }));
    await convert(clip);
    const { edit, samples } = await getClip(clip);
    expect(edit?.to).toBeLessThanOrEqual(samples);
  });

  it('gets a name behind all others, also behind one that was removed', async () => {
    await take(takeOf({}));
    const { clip } = await take(takeOf({}));
    await removeClips([clip]);
    expect((await take(takeOf({}))).clip).toBe(`${dataset}/take-003`);
  });

  it('is stored with what is wrong with it', async () => {
    const { clip, problems } = await take(takeOf({ before: 0 }));
    expect(problems).toHaveLength(1);
    expect((await getClip(clip)).state).toBe('waiting');
  });

  it('takes the place of an earlier one, which can be brought back', async () => {
    const { clip } = await take(takeOf({ speech: 1 }));
    await convert(clip);
    const first = await getClip(clip);
    await take(takeOf({ speech: 3 }), clip);
    await convert(clip);
    expect(await listClips(dataset)).toHaveLength(1);
    expect((await getClip(clip)).samples).toBeGreaterThan(1.5 * first.samples);
    await bringBackAudio(clip);
    expect(await getClip(clip)).toMatchObject({ samples: first.samples, edit: first.edit });
  });

  it('is refused when it is empty or its dataset is gone', async () => {
    await expect(take(new Float32Array(0))).rejects.toThrow('A take has samples');
    dataset = 'nowhere';
    await expect(take(takeOf({}))).rejects.toThrow('There is no dataset called "nowhere"');
  });
});
