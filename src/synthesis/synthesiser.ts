/** Speaks with stored voices, one text at a time: what the synthesis worker does, without the worker. */
import type { VoiceFilesRecord } from '../store/records';
import type { Pronunciation } from '../pronunciation';
import { readText, type TextReading } from './readText';
import { VoiceSession } from './session';
import { speak, type SpeakOptions, type SpokenSentence } from './speak';
import { readVoiceConfig, type VoiceConfig } from './voiceConfig';

interface LoadedVoice {
  session: VoiceSession;
  config: VoiceConfig;
}

/** Voices kept ready; each takes about 60 MB. */
const maxLoaded = 2;

export class Synthesiser {
  /** the most recent last */
  private readonly loaded = new Map<string, Promise<LoadedVoice>>();
  private current = new AbortController();
  /** The runtime does one thing at a time. */
  private queue: Promise<unknown> = Promise.resolve();

  /**
   * @param filesOf the files of a voice; rejects with NotFoundError if there is no such voice
   * @param pronunciationsOf words that it says otherwise
   */
  constructor(
    private readonly filesOf: (id: string) => Promise<VoiceFilesRecord>,
    private readonly pronunciationsOf: (id: string) => Promise<Pronunciation[]> = async () => []
  ) {}

  /** Loads a voice ahead of time. @throws NotFoundError, BadFileError */
  async prepare(voice: string): Promise<void> {
    await this.inTurn(() => this.voiceOf(voice));
  }

  /**
   * Speaks a text, a sentence a call of `onSentence`. Whatever was being spoken stops. Resolves when the last sentence
   * is made: true, or false if it was stopped.
   * @throws NotFoundError, BadFileError, InvalidInputError, UnsupportedError
   */
  async speak(
    voice: string,
    text: string,
    options: SpeakOptions,
    onSentence: (sentence: SpokenSentence) => void | Promise<void>
  ): Promise<boolean> {
    this.stop();
    const { signal } = this.current;
    return this.inTurn(async () => {
      if (signal.aborted) return false;
      const { session, config } = await this.voiceOf(voice);
      const pronunciations = await this.pronunciationsFor(voice, options.pronunciations);
      try {
        for await (const sentence of speak(session, config, text, { ...options, pronunciations }, signal))
          await onSentence(sentence);
      } catch (error) {
        if (signal.aborted) return false;
        throw error;
      }
      return true;
    });
  }

  /**
   * How a voice reads a text, without speaking it, and whatever is being spoken.
   * @throws NotFoundError, BadFileError, InvalidInputError, UnsupportedError
   */
  async reading(voice: string, text: string, more?: readonly Pronunciation[]): Promise<TextReading> {
    const { config } = await this.filesOf(voice);
    return readText(readVoiceConfig(config), text, await this.pronunciationsFor(voice, more));
  }

  private async pronunciationsFor(
    voice: string,
    more: readonly Pronunciation[] = []
  ): Promise<Pronunciation[]> {
    return [...(await this.pronunciationsOf(voice)), ...more];
  }

  /** Ends what is being spoken, after the sentence at hand. */
  stop(): void {
    this.current.abort();
    this.current = new AbortController();
  }

  /** Lets go of a voice, e.g. one that was deleted. */
  async release(voice: string): Promise<void> {
    await this.inTurn(() => this.forget(voice));
  }

  private inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = this.queue.catch(() => undefined).then(work);
    this.queue = turn;
    return turn;
  }

  private async voiceOf(id: string): Promise<LoadedVoice> {
    const voice = this.loaded.get(id) ?? this.load(id);
    this.loaded.delete(id);
    this.loaded.set(id, voice);
    voice.catch(() => this.loaded.delete(id));
    for (const oldest of [...this.loaded.keys()].slice(0, -maxLoaded)) await this.forget(oldest);
    return voice;
  }

  private async load(id: string): Promise<LoadedVoice> {
    const { onnx, config } = await this.filesOf(id);
    return { session: await VoiceSession.open(onnx), config: readVoiceConfig(config) };
  }

  private async forget(id: string): Promise<void> {
    const voice = this.loaded.get(id);
    this.loaded.delete(id);
    await (await voice)?.session.release();
  }
}
