import { beforeAll, expect, test } from 'vitest';
import { goldenBatchOf } from '../../tools/goldenBatch';
import goldenUrl from '../../tools/base-model/golden.safetensors?url';
import type { Utterance } from '../model/acousticBatch';
import { useBackend, type BackendName } from '../model/backend';
import { newSpeaker, type VoiceWeights } from '../model/baseVoice';
import { Layout } from '../model/parameters';
import { Random } from '../model/random';
import { readSafetensors, type TensorFile } from '../model/safetensors';
import { Trainer } from './trainer';

let clip: Utterance;
let base: VoiceWeights;

async function load(url: string): Promise<TensorFile> {
  return readSafetensors(new Uint8Array(await (await fetch(url)).arrayBuffer()));
}

/** The first words of a golden clip. */
function firstWords({ ids, timed, optional, mel, logF0, voiced }: Utterance): Utterance {
  const [tokens, frames] = [12, 40];
  return {
    ids: ids.slice(0, tokens),
    timed: timed.slice(0, tokens),
    optional: optional.slice(0, tokens),
    mel: mel.slice(0, frames * 80),
    logF0: logF0.slice(0, frames),
    voiced: voiced.slice(0, frames)
  };
}

beforeAll(async () => {
  clip = firstWords(goldenBatchOf(await load(goldenUrl))[0]!);
  base = newSpeaker(await load('/base/base.safetensors'));
});

/** Losses of two steps on a short clip: the second shows that the first changed the weights. */
async function twoSteps(backend: BackendName): Promise<number[]> {
  await useBackend(backend);
  const layout = new Layout(base.acoustic);
  const settings = { epochs: 2, batchSize: 1, learningRate: 5e-3, earlyStopping: false };
  const trainer = new Trainer(layout, [clip], [], settings, Random.seeded(1), {
    weights: layout.flatten(base.acoustic)
  });
  await trainer.trainStep();
  const first = (await trainer.trainStep())!;
  const second = (await trainer.lastLosses())!;
  trainer.dispose();
  return [first.total, second.total];
}

test.each(['webgl', 'webgpu'] as const)(
  '%s takes the same two training steps as wasm',
  async (backend) => {
    const wasm = await twoSteps('wasm');
    expect(wasm[1]).toBeLessThan(wasm[0]!);
    const losses = await twoSteps(backend);
    losses.forEach((loss, i) => expect(Math.abs(loss / wasm[i]! - 1), `step ${i + 1}`).toBeLessThan(5e-3));
  },
  600_000
);
