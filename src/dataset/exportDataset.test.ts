import 'fake-indexeddb/auto';
import { strFromU8, unzipSync } from 'fflate';
import { beforeEach, describe, expect, it } from 'vitest';
import { readWav } from '../audio/wav';
import { listClips, setTranscript } from '../store/clips';
import { finishConversion, startConversion } from '../store/conversion';
import { database } from '../store/database';
import { createDataset } from '../store/datasets';
import { exportDataset } from './exportDataset';
import { receiveFiles } from './receiveFiles';

const file = (name: string, content = 'x') => ({ name, file: new Blob([content]) });
const tone = (seconds: number) =>
  Float32Array.from({ length: seconds * 22050 }, (_, i) => 0.5 * Math.sin(i / 20));

async function convert(id: string) {
  await startConversion(id);
  await finishConversion(id, tone(1));
}

beforeEach(async () => {
  const db = await database();
  await Promise.all([...db.objectStoreNames].map((name) => db.clear(name)));
  await createDataset('jane', 'en-us');
});

describe('a dataset as a zip', () => {
  beforeEach(async () => {
    await receiveFiles('jane', [file('take 1.mp3'), file('TAKE_1.mp3'), file('c.mp3'), file('waiting.mp3')]);
    for (const name of ['take 1', 'TAKE_1', 'c']) await convert(`jane/${name}`);
    await setTranscript('jane/take 1', 'He said "It costs $2" | or so.');
  });

  it('has metadata.csv in three columns and wavs in 16 bits, under names that files can have', async () => {
    const shares: number[] = [];
    const zip = await exportDataset('jane', (share) => shares.push(share));
    expect(shares.at(-1)).toBe(1);
    const files = unzipSync(new Uint8Array(await zip.arrayBuffer()));
    expect(Object.keys(files).sort()).toEqual([
      'metadata.csv',
      'wavs/TAKE_1-2.wav',
      'wavs/c.wav',
      'wavs/take_1.wav'
    ]);
    expect(strFromU8(files['metadata.csv']!).split('\n')).toContain(
      'take_1|He said It costs $2 or so.|He said It costs two dollars, or so.'
    );
    const { sampleRate, channels } = readWav(files['wavs/c.wav']!);
    expect([sampleRate, channels.length, channels[0]!.length]).toEqual([22050, 1, 22050]);
    expect(channels[0]![100]).toBeCloseTo(tone(1)[100]!, 3);
  });

  it('leaves numbers to be read in its own language', async () => {
    await createDataset('juana', 'es-419');
    await receiveFiles('juana', [file('a.wav'), file('a.txt', '«Son 3 pesos», dijo.')]);
    await convert('juana/a');
    const files = unzipSync(
      new Uint8Array(await (await exportDataset('juana', () => undefined)).arrayBuffer())
    );
    expect(strFromU8(files['metadata.csv']!)).toBe('a|«Son 3 pesos», dijo.|Son 3 pesos, dijo.\n');
  });

  it('comes back as the same clips and transcripts', async () => {
    const zip = await exportDataset('jane', () => undefined);
    await createDataset('copy', 'en-us');
    const { clips, transcribed, notes } = await receiveFiles('copy', [{ name: 'jane.zip', file: zip }]);
    expect(clips.sort()).toEqual(['copy/TAKE_1-2', 'copy/c', 'copy/take_1']);
    expect(transcribed).toBe(1);
    expect(notes).toHaveLength(2);
    const copy = (await listClips('copy')).find((clip) => clip.name === 'take_1')!;
    expect(copy.transcript).toBe('He said It costs two dollars, or so.');
  });
});
