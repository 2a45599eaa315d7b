import { beforeAll, expect, test } from 'vitest';
import { goldenBatchOf } from '../../tools/goldenBatch';
import goldenUrl from '../../tools/base-model/golden.safetensors?url';
import type { Utterance } from '../model/acousticBatch';
import { useBackend, type BackendName } from '../model/backend';
import { newSpeaker, type VoiceWeights } from '../model/baseVoice';
import { Layout } from '../model/parameters';
import { Random } from '../model/random';
import { readSafetensors, type TensorFile } from '../model/safetensors';
import { VocoderBasis } from '../model/vocoder';
import { AcousticTrainer } from './acousticTrainer';
import { VocoderTrainer } from './vocoderTrainer';

let golden: TensorFile;
let base: VoiceWeights;

async function load(url: string): Promise<TensorFile> {
  return readSafetensors(new Uint8Array(await (await fetch(url)).arrayBuffer()));
}

beforeAll(async () => {
  [golden, base] = [await load(goldenUrl), newSpeaker(await load('/base/base.safetensors'))];
});

/** The first words of both golden clips. */
function shortClips(): Utterance[] {
  const [tokens, frames] = [12, 50];
  return goldenBatchOf(golden).map(({ ids, timed, optional, mel, logF0, voiced }) => ({
    ids: ids.slice(0, tokens),
    timed: timed.slice(0, tokens),
    optional: optional.slice(0, tokens),
    mel: mel.slice(0, frames * 80),
    logF0: logF0.slice(0, frames),
    voiced: voiced.slice(0, frames)
  }));
}

/** Losses of two steps of each network on short clips: the second step shows that the first changed the weights. */
async function twoSteps(backend: BackendName) {
  await useBackend(backend);
  const layout = new Layout(base.acoustic);
  const acoustic = new AcousticTrainer(
    layout,
    shortClips(),
    [],
    { epochs: 2, batchSize: 2, learningRate: 5e-3 },
    Random.seeded(1),
    { weights: layout.flatten(base.acoustic) }
  );
  const losses: number[] = [];
  const milliseconds: number[] = [];
  const timed = async (step: () => Promise<number>) => {
    const start = performance.now();
    losses.push(await step());
    milliseconds.push(performance.now() - start);
  };
  for (let i = 0; i < 2; i++) await timed(async () => (await acoustic.trainStep()).total);
  acoustic.dispose();
  const floats = (name: string) => golden.tensors.get(name)!.data as Float32Array;
  const mel = floats('clip.log_mel');
  const frames = 8;
  const clip = {
    wave: Int16Array.from(floats('vocoder.real'), (x) => x * 32767).subarray(0, frames * 256),
    mel: mel.subarray(0, frames * 80),
    ownMel: mel.subarray(0, frames * 80),
    logF0: floats('vocoder.lf0').subarray(0, frames),
    voiced: floats('vocoder.voiced').subarray(0, frames)
  };
  const basis = new VocoderBasis();
  const vocoderLayout = new Layout(base.vocoder);
  const vocoder = new VocoderTrainer(vocoderLayout, [clip], 1, Random.seeded(2), basis, {
    weights: vocoderLayout.flatten(base.vocoder)
  });
  for (let i = 0; i < 2; i++) await timed(() => vocoder.trainStep());
  vocoder.dispose();
  basis.dispose();
  console.info(`${backend}: steps took ${milliseconds.map((ms) => ms.toFixed(0)).join(', ')} ms`);
  return losses;
}

test.each(['webgl', 'webgpu'] as const)(
  '%s takes the same two training steps of both networks as wasm',
  async (backend) => {
    const wasm = await twoSteps('wasm');
    expect(wasm[1]).toBeLessThan(wasm[0]);
    const losses = await twoSteps(backend);
    losses.forEach((loss, i) => expect(Math.abs(loss / wasm[i] - 1), `step ${i}`).toBeLessThan(5e-3));
  },
  600_000
);
