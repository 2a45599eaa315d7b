import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, test } from 'vitest';
import { nodeDecoder } from '../../../tools/nodeDecoder';
import { baseWeights, useWasm } from '../../../tools/parity';
import { logMel } from '../../audio/logMel';
import { prepareClip } from '../../audio/prepare';
import { Random } from '../../model/random';
import { phonemise } from '../../text/phonemise';
import { readTranscriptList } from '../../text/transcriptLists';
import { compareClips } from './compareClips';
import { TextFit } from './textFit';

const folder = new URL('../../../../shared/voices/lj102/', import.meta.url).pathname;
const swapped = 10;

interface Heard {
  name: string;
  phonemes: string;
  mel: Float32Array;
}

async function lj102(): Promise<Heard[]> {
  const decoder = await nodeDecoder();
  const list = readTranscriptList('metadata.csv', readFileSync(`${folder}metadata.csv`));
  const texts = new Map(list.entries.map(({ file, text }) => [basename(file, '.mp3'), text]));
  const clips: Heard[] = [];
  for (const file of readdirSync(`${folder}mp3`).sort()) {
    const name = basename(file, '.mp3');
    const pcm = await decoder.decode(new Uint8Array(readFileSync(`${folder}mp3/${file}`)), () => undefined);
    const phonemes = await phonemise(texts.get(name) ?? '', 'en-us');
    clips.push({ name, phonemes, mel: logMel(prepareClip(pcm)) });
  }
  return clips;
}

/** Gives ten clips at random each the text of another of them. */
function withSwapped(clips: readonly Heard[], seed: number): { clips: Heard[]; wrong: Set<string> } {
  const chosen = Random.seeded(seed)
    .shuffle([...clips.keys()])
    .slice(0, swapped);
  const given = clips.map(({ phonemes }) => phonemes);
  for (const [i, index] of chosen.entries())
    given[index] = clips[chosen[(i + 1) % swapped] ?? 0]?.phonemes ?? '';
  return {
    clips: clips.map((clip, i) => ({ ...clip, phonemes: given[i] ?? '' })),
    wrong: new Set(chosen.map((index) => clips[index]?.name ?? ''))
  };
}

describe.skipIf(!existsSync(folder))('with lj102 (needs ../shared/voices/lj102)', () => {
  test('of ten swapped transcripts among 102 at least nine are flagged, and of the others at most three', async () => {
    await useWasm();
    const right = await lj102();
    expect(right).toHaveLength(102);
    const textFit = new TextFit(baseWeights.acoustic);
    for (const seed of [1, 2, 3]) {
      const { clips, wrong } = withSwapped(right, seed);
      const texts = clips.map(({ phonemes }) => phonemes);
      const compared = [];
      for (const { name, phonemes, mel } of clips) {
        const fit = await textFit.fit(mel, phonemes, texts);
        compared.push({
          id: name,
          findings: [],
          facts: { seconds: 5, phonemes, logF0: null, cepstrum: null, rate: null, fit, others: 101 }
        });
      }
      const flagged = [...compareClips(compared)]
        .filter(([, found]) => found.length > 0)
        .map(([name]) => name);
      const caught = flagged.filter((name) => wrong.has(name)).length;
      console.log(
        `seed ${seed}: ${caught} of ${swapped} swapped flagged, ${flagged.length - caught} of ${clips.length - swapped} others`
      );
      expect(caught).toBeGreaterThanOrEqual(9);
      expect(flagged.length - caught).toBeLessThanOrEqual(3);
    }
    textFit.dispose();
  }, 600_000);
});

test('a clip is not compared where there are fewer than four other transcripts', async () => {
  await useWasm();
  const textFit = new TextFit(baseWeights.acoustic);
  const others = ['wˈʌn', 'tˈuː', 'θɹˈiː'];
  expect(await textFit.fit(new Float32Array(800), 'fˈɔːɹ', ['fˈɔːɹ', ...others, 'wˈʌn'])).toBeNull();
  expect(await textFit.fit(new Float32Array(8000), 'fˈɔːɹ', [...others, 'fˈaɪv'])).not.toBeNull();
  textFit.dispose();
});
