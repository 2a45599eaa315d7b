/** The part of tools/bench/training.ts that runs in the page. */
import { matMulSpeed, useBackend, wasmThreadCount, type BackendName } from '../../src/model/backend';
import type { Utterance } from '../../src/model/acousticBatch';
import { newSpeaker } from '../../src/model/baseVoice';
import { Layout } from '../../src/model/parameters';
import { Random } from '../../src/model/random';
import { readSafetensors } from '../../src/model/safetensors';
import { VocoderBasis } from '../../src/model/vocoder';
import { AcousticTrainer } from '../../src/training/acousticTrainer';
import { toSequence } from '../../src/training/speaker';
import { VocoderTrainer } from '../../src/training/vocoderTrainer';

/** Frames of 5 s, and the tokens that are spoken in it. */
const frames = 430;
const tokens = 96;
const clips = 4;

export interface TrainingSpeed {
  /** threads of the wasm backend, 1 elsewhere */
  threads: number;
  /** GFLOPS of plain matMul on this backend, the mean of before and after */
  matMul: number;
  /** ms of an acoustic step on 4 clips of 5 s: the median of five after a warm-up */
  acoustic: number;
  /** 6 times the multiply-adds of the acoustic forward pass over its time, in GFLOPS */
  acousticSpeed: number;
  /** ms of a vocoder step on 12 segments of 80 frames: the median of three after a warm-up */
  vocoder: number;
}

/** Multiply-adds of the acoustic model's forward pass on the batch. */
function multiplyAdds(): number {
  const block = (kernel: number) => 256 * kernel + 2 * 256 * 768;
  const perToken = 256 * 256 + 4 * block(5) + 256 * 80 + 2 * (2 * 3 * 256 * 256 + 256) + 3 * 256;
  const perFrame = 3 * 256 + 6 * block(7) + 256 * 82;
  const copies = frames * tokens * (256 + 80);
  return clips * (tokens * perToken + frames * perFrame + copies);
}

function utterance(random: Random): Utterance {
  // Vowels and consonants with a space after every fifth, as speech has them.
  const ids = Array.from({ length: tokens }, (_, i) => (i % 6 === 5 ? 3 : 14 + random.integer(24)));
  return {
    ...toSequence(ids),
    mel: random.normals(frames * 80),
    logF0: random.normals(frames),
    voiced: Float32Array.from({ length: frames }, (_, t) => (t % 9 < 6 ? 1 : 0))
  };
}

async function median(count: number, step: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i <= count; i++) {
    const start = performance.now();
    await step();
    if (i > 0) times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b)[Math.floor(count / 2)];
}

/** Times steps of both networks on random clips. */
export async function measure(backend: BackendName): Promise<TrainingSpeed> {
  await useBackend(backend);
  const base = newSpeaker(
    readSafetensors(new Uint8Array(await (await fetch('/base/base.safetensors')).arrayBuffer()))
  );
  const random = Random.seeded(0);
  const before = await matMulSpeed();
  const layout = new Layout(base.acoustic);
  const acousticTrainer = new AcousticTrainer(
    layout,
    Array.from({ length: clips }, () => utterance(random)),
    [],
    { epochs: 100, batchSize: clips, learningRate: 5e-4 },
    random,
    { weights: layout.flatten(base.acoustic) }
  );
  const acoustic = await median(5, () => acousticTrainer.trainStep());
  acousticTrainer.dispose();
  const basis = new VocoderBasis();
  const vocoderLayout = new Layout(base.vocoder);
  const mel = random.normals(frames * 80).map((x) => x - 5);
  const clip = {
    wave: Int16Array.from(random.normals(frames * 256), (x) => 2000 * x),
    mel,
    ownMel: mel,
    logF0: new Float32Array(frames).fill(Math.log(200)),
    voiced: new Float32Array(frames).fill(1)
  };
  const vocoderTrainer = new VocoderTrainer(vocoderLayout, [clip], 100, random, basis, {
    weights: vocoderLayout.flatten(base.vocoder)
  });
  const vocoder = await median(3, () => vocoderTrainer.trainStep());
  vocoderTrainer.dispose();
  basis.dispose();
  const matMul = (before + (await matMulSpeed())) / 2;
  const threads = backend === 'wasm' ? await wasmThreadCount() : 1;
  return { threads, matMul, acoustic, acousticSpeed: (6 * multiplyAdds()) / acoustic / 1e6, vocoder };
}

/** Whether this browser has a graphics card behind WebGPU, not a software adapter. */
export async function hasGraphicsCard(): Promise<boolean> {
  const adapter = await navigator.gpu?.requestAdapter();
  return Boolean(
    adapter && !adapter.info.isFallbackAdapter && !/swiftshader/i.test(adapter.info.architecture)
  );
}
