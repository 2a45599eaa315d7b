/** Speaks with stored voices, in a worker of its own: the page hears of audio only. */
import { transfer } from 'comlink';
import { writeWav } from '../src/audio/wav';
import { useOwnRuntimeFiles } from '../src/synthesis/runtimeFiles';
import { VoiceSession } from '../src/synthesis/session';
import { speak, type SpeakOptions, type SpokenSentence } from '../src/synthesis/speak';
import { readVoiceConfig, type VoiceConfig } from '../src/synthesis/voiceConfig';
import { voiceFilesOf } from './voiceFiles';
import { serve } from './serve';

interface LoadedVoice {
  session: VoiceSession;
  config: VoiceConfig;
}

/** Voices kept ready; each takes about 60 MB. */
const maxLoaded = 2;
/** The most recent last. */
const loaded = new Map<string, Promise<LoadedVoice>>();
let current = new AbortController();
/** The runtime does one thing at a time. */
let queue: Promise<unknown> = Promise.resolve();

useOwnRuntimeFiles();

async function load(id: string): Promise<LoadedVoice> {
  const files = await voiceFilesOf(id);
  return { session: await VoiceSession.open(files.onnx), config: readVoiceConfig(files.config) };
}

async function voiceOf(id: string): Promise<LoadedVoice> {
  const voice = loaded.get(id) ?? load(id);
  loaded.delete(id);
  loaded.set(id, voice);
  voice.catch(() => loaded.delete(id));
  for (const oldest of [...loaded.keys()].slice(0, -maxLoaded)) await forget(oldest);
  return voice;
}

async function forget(id: string) {
  const voice = loaded.get(id);
  loaded.delete(id);
  await (await voice)?.session.release();
}

const api = {
  /** Loads a voice ahead of time. @throws NotFoundError, BadFileError */
  async prepare(voiceId: string): Promise<void> {
    await (queue = queue.catch(() => undefined).then(() => voiceOf(voiceId)));
  },

  /**
   * Speaks a text, a sentence a call of `onSentence` (a Comlink proxy). Whatever was being spoken stops. Resolves
   * when the last sentence is made: true, or false if it was stopped.
   * @throws NotFoundError, BadFileError, InvalidInputError, UnsupportedError
   */
  async speak(
    voiceId: string,
    text: string,
    options: SpeakOptions,
    onSentence: (sentence: SpokenSentence) => void | Promise<void>
  ): Promise<boolean> {
    api.stop();
    const { signal } = current;
    const turn = queue
      .catch(() => undefined)
      .then(async () => {
        if (signal.aborted) return false;
        const { session, config } = await voiceOf(voiceId);
        try {
          for await (const sentence of speak(session, config, text, options, signal))
            await onSentence(transfer(sentence, [sentence.samples.buffer]));
        } catch (error) {
          if (signal.aborted) return false;
          throw error;
        }
        return true;
      });
    queue = turn;
    return turn;
  },

  /** Ends what is being spoken, after the sentence at hand. */
  stop() {
    current.abort();
    current = new AbortController();
  },

  /** Speech as a WAV file of 16-bit PCM. */
  wav(samples: Float32Array, sampleRate: number): Uint8Array<ArrayBuffer> {
    const file = writeWav(samples, sampleRate);
    return transfer(file, [file.buffer]);
  },

  /** Lets go of a voice, e.g. one that was deleted. */
  async release(voiceId: string): Promise<void> {
    await (queue = queue.catch(() => undefined).then(() => forget(voiceId)));
  }
};

export type SynthesisApi = typeof api;

serve(api);
