import { existsSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { readBase } from '../../../tools/golden';
import { nodeDecoder } from '../../../tools/nodeDecoder';
import { baseWeights, useWasm } from '../../../tools/parity';
import { frameRms, quantile } from '../../audio/level';
import { toInt16 } from '../../audio/pcm';
import { audioConfig } from '../../config';
import { ExpectedFrames } from '../../model/expectedFrames';
import { Random } from '../../model/random';
import { speakerTensors } from '../../onnx/builtInVoices';
import { buildVoiceModel } from '../../onnx/voiceGraph';
import { builtInVoices, speakerOf } from '../../store/builtInVoices';
import { VoiceSession } from '../../synthesis/session';
import { phonemesToIds } from '../../text/phonemeIds';
import { phonemise } from '../../text/phonemise';
import { splitRecording, type LongPhase } from './longRecording';

const { sampleRate, hopLength } = audioConfig;
const folder = new URL('../../../../shared/voices/lj102/', import.meta.url).pathname;
/** seconds by which a cut may miss the middle of its pause */
const tolerance = 0.15;

let expected: ExpectedFrames;
beforeAll(async () => {
  await useWasm();
  expected = new ExpectedFrames(baseWeights.acoustic);
});

/** Speech without the silence around it. */
function trimmed(pcm: Float32Array): Float32Array {
  const rms = frameRms(pcm);
  const threshold = quantile(rms, 0.95) * 10 ** (-38 / 20);
  const first = rms.findIndex((level) => level > threshold);
  const last = rms.findLastIndex((level) => level > threshold);
  return pcm.subarray(first * hopLength, (last + 1) * hopLength);
}

/** One recording of many, with pauses of 0.3 to 0.6 s of faint noise, and the middle of each pause in seconds. */
function joined(pieces: Float32Array[]): { pcm: Int16Array; middles: number[] } {
  const random = Random.seeded(1);
  const middles: number[] = [];
  const parts: Float32Array[] = [];
  let length = 0;
  for (const piece of pieces) {
    const pause = Float32Array.from(
      { length: Math.round((0.3 + 0.3 * random.uniform()) * sampleRate) },
      () => (random.uniform() - 0.5) * 6e-4
    );
    parts.push(piece, pause);
    length += piece.length + pause.length;
    middles.push((length - pause.length / 2) / sampleRate);
  }
  const pcm = new Int16Array(length);
  let at = 0;
  for (const part of parts) {
    pcm.set(toInt16(part), at);
    at += part.length;
  }
  return { pcm, middles: middles.slice(0, -1) };
}

/** How many of the true boundaries have a cut near them. */
function found(middles: number[], cuts: number[]): number {
  return middles.filter((middle) => cuts.some((cut) => Math.abs(cut - middle) <= tolerance)).length;
}

describe('six sentences of a built-in voice in one recording', () => {
  const sentences = [
    'The birch canoe slid on the smooth planks.',
    'Glue the sheet to the dark blue background!',
    'Is it easy to tell the depth of a well?',
    'These days, a chicken leg is a rare dish.',
    'Rice is often served in round bowls.',
    'The juice of lemons makes fine punch.'
  ];
  let pcm: Int16Array;
  let middles: number[];

  beforeAll(async () => {
    const voice = await VoiceSession.open(
      buildVoiceModel(speakerTensors(readBase(), speakerOf(builtInVoices[0])))
    );
    const spoken: Float32Array[] = [];
    for (const sentence of sentences) {
      const ids = phonemesToIds(await phonemise(sentence, 'en-us'));
      spoken.push(trimmed((await voice.synthesise(ids)).samples));
    }
    ({ pcm, middles } = joined(spoken));
  }, 120_000);

  it('are cut in the pauses between them, each with its words', async () => {
    const phases = new Set<LongPhase>();
    const clips = await splitRecording(pcm, sentences.join(' '), 'en-us', expected, (phase) => {
      phases.add(phase);
    });
    expect(clips.map(({ text }) => text)).toEqual(sentences);
    expect(
      found(
        middles,
        clips.map(({ to }) => to)
      )
    ).toBe(5);
    expect(clips[0]?.from).toBe(0);
    for (const [i, { from }] of clips.slice(1).entries()) expect(from).toBe(clips[i]?.to);
    expect([...phases]).toEqual(['listening', 'reading', 'aligning']);
  });

  it('are refused with a text that has no words, or is not of them', async () => {
    const split = (text: string) => splitRecording(pcm, text, 'en-us', expected, () => undefined);
    await expect(split(' ... ')).rejects.toThrow('There are no words in this text');
    await expect(split('Yes.')).rejects.toThrow(/The text has only \d+ sounds for \d+ s/);
    await expect(split(sentences.join(' ').repeat(10))).rejects.toThrow(/too many for \d+ s of recording/);
  });

  it('stop when they are told to', async () => {
    const stop = () => {
      throw new DOMException('Stopped.', 'AbortError');
    };
    await expect(splitRecording(pcm, sentences.join(' '), 'en-us', expected, stop)).rejects.toThrow(
      'Stopped'
    );
  });
});

describe.skipIf(!existsSync(folder))('with lj102 (needs ../shared/voices/lj102)', () => {
  it('finds at least 19 of the 20 boundaries of 21 clips in one recording within 0.15 s', async () => {
    const rows = readFileSync(`${folder}metadata.csv`, 'utf8').trim().split('\n').slice(0, 21);
    const decoder = await nodeDecoder();
    const pieces: Float32Array[] = [];
    const texts: string[] = [];
    for (const row of rows) {
      const [name = '', ...rest] = row.split('|');
      const bytes = new Uint8Array(readFileSync(`${folder}mp3/${name}.mp3`));
      pieces.push(trimmed(await decoder.decode(bytes, () => undefined)));
      texts.push(rest.at(-1) ?? '');
    }
    const { pcm, middles } = joined(pieces);
    const clips = await splitRecording(pcm, texts.join('\n'), 'en-us', expected, () => undefined);
    const cuts = clips.slice(0, -1).map(({ to }) => to);
    expect(middles).toHaveLength(20);
    expect(found(middles, cuts)).toBeGreaterThanOrEqual(19);
    expect(cuts.length).toBeLessThanOrEqual(24);
  }, 300_000);
});
