/** Speaks with stored voices, in a worker of its own: the page hears of audio only. */
import { transfer } from 'comlink';
import { writeWav } from '../src/audio/wav';
import type { Pronunciation } from '../src/pronunciation';
import { listPronunciations } from '../src/store/pronunciations';
import { useOwnRuntimeFiles } from '../src/synthesis/runtimeFiles';
import type { SpeakOptions, SpokenSentence } from '../src/synthesis/speak';
import { Synthesiser } from '../src/synthesis/synthesiser';
import { voiceFilesOf } from './voiceFiles';
import { serve } from './serve';

useOwnRuntimeFiles();

/** The device's list, then the voice's own, which counts more. */
const synthesiser = new Synthesiser(voiceFilesOf, async (voice) => [
  ...(await listPronunciations(null)),
  ...(await listPronunciations(voice))
]);

const api = {
  prepare: (voice: string) => synthesiser.prepare(voice),

  /** See Synthesiser.speak; `onSentence` is a Comlink proxy, and the samples move to the page. */
  speak(
    voice: string,
    text: string,
    options: SpeakOptions,
    onSentence: (sentence: SpokenSentence) => void | Promise<void>
  ): Promise<boolean> {
    return synthesiser.speak(voice, text, options, (sentence) =>
      onSentence(transfer(sentence, [sentence.samples.buffer]))
    );
  },

  reading: (voice: string, text: string, more?: readonly Pronunciation[]) =>
    synthesiser.reading(voice, text, more),

  stop: () => synthesiser.stop(),

  /** Speech as a WAV file of 16-bit PCM. */
  wav(samples: Float32Array, sampleRate: number): Uint8Array<ArrayBuffer> {
    const file = writeWav(samples, sampleRate);
    return transfer(file, [file.buffer]);
  },

  release: (voice: string) => synthesiser.release(voice)
};

export type SynthesisApi = typeof api;
serve(api);
