/** The part of tools/bench/training.ts that runs in the page. */
import { matMulSpeed, useBackend, wasmThreadCount, type BackendName } from '../../src/model/backend';
import type { Utterance } from '../../src/model/acousticBatch';
import { newSpeaker } from '../../src/model/baseVoice';
import { Layout } from '../../src/model/parameters';
import { Random } from '../../src/model/random';
import { readSafetensors } from '../../src/model/safetensors';
import { toSequence } from '../../src/training/speaker';
import { Trainer } from '../../src/training/trainer';

/** Frames of 5 s, and the tokens that are spoken in it. */
const frames = 430;
const tokens = 96;
const clips = 4;
/** times of the prosody flow per clip and step */
const flowDraws = 4;

export interface TrainingSpeed {
  /** threads of the wasm backend, 1 elsewhere */
  threads: number;
  /** GFLOPS of plain matMul on this backend, the mean of before and after */
  matMul: number;
  /** ms of a step of the acoustic model on 4 clips of 5 s: the median of five after a warm-up */
  step: number;
  /** 6 times the multiply-adds of its forward pass over its time, in GFLOPS */
  speed: number;
}

/** Multiply-adds of the acoustic model's forward pass on the batch. */
function multiplyAdds(): number {
  const block = (kernel: number, channels = 256) => channels * kernel + 2 * channels * 3 * channels;
  const flow = 3 * 266 * 160 + 4 * block(5, 160) + 160 * 2;
  const perToken = 256 * 256 + 4 * block(5) + 256 * 80 + flowDraws * flow + 3 * 256;
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

/** Times steps of the acoustic model on random clips. */
export async function measure(backend: BackendName): Promise<TrainingSpeed> {
  await useBackend(backend);
  const base = newSpeaker(
    readSafetensors(new Uint8Array(await (await fetch('/base/base.safetensors')).arrayBuffer()))
  );
  const random = Random.seeded(0);
  const before = await matMulSpeed();
  const layout = new Layout(base.acoustic);
  const trainer = new Trainer(
    layout,
    Array.from({ length: clips }, () => utterance(random)),
    [],
    { epochs: 100, batchSize: clips, learningRate: 5e-4, earlyStopping: false },
    random,
    { weights: layout.flatten(base.acoustic) }
  );
  const step = await median(5, () => trainer.trainStep());
  trainer.dispose();
  const matMul = (before + (await matMulSpeed())) / 2;
  const threads = backend === 'wasm' ? await wasmThreadCount() : 1;
  return { threads, matMul, step, speed: (6 * multiplyAdds()) / step / 1e6 };
}

/** Whether this browser has a graphics card behind WebGPU, not a software adapter. */
export async function hasGraphicsCard(): Promise<boolean> {
  const adapter = await navigator.gpu?.requestAdapter();
  return Boolean(
    adapter && !adapter.info.isFallbackAdapter && !/swiftshader/i.test(adapter.info.architecture)
  );
}
