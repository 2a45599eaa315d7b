/** The part of tools/bench/training.ts that runs in the page. */
import type { Utterance } from '../../src/model/acousticBatch';
import { decoder, encoder, expansion, prosody, symbols } from '../../src/model/architecture';
import { matMulSpeed, useBackend, wasmThreadCount, type BackendName } from '../../src/model/backend';
import { newSpeaker } from '../../src/model/baseVoice';
import { Layout } from '../../src/model/parameters';
import { stateColumns } from '../../src/model/prosody';
import { Random } from '../../src/model/random';
import { readSafetensors } from '../../src/model/safetensors';
import { toSequence } from '../../src/training/speaker';
import { Trainer } from '../../src/training/trainer';

/** Frames of 5 s, and the tokens that are spoken in it. */
const frames = 430;
const tokens = 96;
const clips = 4;
const melBands = 80;

export interface TrainingSpeed {
  /** threads of the wasm backend, 1 elsewhere */
  threads: number;
  /** GFLOPS of plain matMul on this backend, the mean of before and after */
  matMul: number;
  /** ms of a training step on 4 clips of 5 s: the median of five after a warm-up */
  step: number;
  /** 6 times the multiply-adds of the forward pass over its time, in GFLOPS */
  speed: number;
}

/** Multiply-adds of the forward pass on the batch. */
function multiplyAdds(): number {
  const block = (width: number, kernel: number) => width * kernel + 2 * width * width * expansion;
  const { width } = encoder;
  const flow =
    prosody.inputKernel * (width + stateColumns) * prosody.width +
    prosody.blocks * block(prosody.width, prosody.kernel) +
    prosody.width * prosody.dimensions;
  const perToken =
    symbols * width +
    encoder.blocks * block(width, encoder.kernel) +
    width * melBands +
    decoder.pitchKernel * width +
    prosody.trainingDraws * flow;
  const perFrame =
    3 * width + decoder.blocks * block(decoder.width, decoder.kernel) + width * decoder.outputs;
  const copies = frames * tokens * (width + melBands);
  return clips * (tokens * perToken + frames * perFrame + copies);
}

function utterance(random: Random): Utterance {
  // Vowels and consonants with a space after every fifth, as speech has them.
  const ids = Array.from({ length: tokens }, (_, i) => (i % 6 === 5 ? 3 : 14 + random.integer(24)));
  return {
    ...toSequence(ids),
    mel: random.normals(frames * melBands),
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
  return times.sort((a, b) => a - b)[Math.floor(count / 2)]!;
}

/** Times steps on random clips. */
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
  const step = await median(5, async () => {
    await trainer.trainStep();
    await trainer.lastLosses();
  });
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
