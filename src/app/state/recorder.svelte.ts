import { messageOf } from '../messageOf';
import { floor, judgeRoom, levelOf, type Level, type Room } from '../recording/loudness';
import {
  listMicrophones,
  openMicrophone,
  type Microphone,
  type MicrophoneChoice
} from '../recording/microphone';
import { Tape } from '../recording/tape';

const storageKey = 'ownvoice-microphone';
/** seconds that belong to a take before its start and behind its end: fingers are faster than tongues, and slower */
const before = 0.3;
const after = 0.25;
/** seconds in which the room is listened to */
const roomSeconds = 2;
/** ms that the clipping light stays on */
const lightTime = 1500;
const silence: Level = { rms: floor, peak: floor, clipped: false };

/** The microphone of the recording screen: its level, the noise of the room, and takes. */
export class Recorder {
  #choices = $state.raw<MicrophoneChoice[]>([]);
  #microphone = $state.raw<Microphone | null>(null);
  #opening = $state(false);
  #recording = $state(false);
  #problem = $state('');
  #level = $state.raw<Level>(silence);
  #clipping = $state(false);
  #room = $state.raw<Room | null>(null);
  #listened = $state<number | null>(null);
  #tape: Tape | null = null;
  #heard: Float32Array[] = [];
  #light: ReturnType<typeof setTimeout> | undefined;
  #closed = false;
  readonly #onInterrupted: () => void;

  /** @param onInterrupted called when a take was cut short, and is not kept; `problem` says why */
  constructor(onInterrupted: () => void) {
    this.#onInterrupted = onInterrupted;
    document.addEventListener('visibilitychange', this.#onVisibility);
    navigator.mediaDevices?.addEventListener('devicechange', this.#onDevices);
  }

  get choices(): MicrophoneChoice[] {
    return this.#choices;
  }

  /** The open microphone, or null. */
  get microphone(): Microphone | null {
    return this.#microphone;
  }

  get opening(): boolean {
    return this.#opening;
  }

  get recording(): boolean {
    return this.#recording;
  }

  /** Why there is no microphone or no take, or ''. */
  get problem(): string {
    return this.#problem;
  }

  get level(): Level {
    return this.#level;
  }

  /** Whether samples were cut off a moment ago. */
  get clipping(): boolean {
    return this.#clipping;
  }

  /** How quiet the room is, once it was listened to. */
  get room(): Room | null {
    return this.#room;
  }

  /** How much of the listening is done, 0 to 1, or null. */
  get listened(): number | null {
    return this.#listened;
  }

  /** Opens the microphone if the page may have it without asking. */
  async openIfAllowed(): Promise<void> {
    // Not every browser knows this permission.
    const allowed = await navigator.permissions?.query({ name: 'microphone' }).catch(() => null);
    if (allowed?.state === 'granted' && !this.#closed) await this.open();
  }

  /** Opens a microphone: the one given, which is remembered, or the one used last. Says in `problem` why it cannot. */
  async open(id?: string): Promise<void> {
    this.#release();
    this.#opening = true;
    this.#problem = '';
    if (id !== undefined) localStorage.setItem(storageKey, id);
    try {
      const wanted = id ?? localStorage.getItem(storageKey);
      const opened = await openMicrophone(wanted, this.#hear, this.#onGone);
      if (this.#closed) return opened.close();
      this.#tape = new Tape(opened.sampleRate, before);
      this.#microphone = opened;
      await this.#refreshChoices();
    } catch (error) {
      this.#problem = messageOf(error);
    } finally {
      this.#opening = false;
    }
  }

  /** Listens to the room for two seconds, in which nobody is to speak. */
  listen(): void {
    this.#heard = [];
    this.#room = null;
    this.#listened = 0;
  }

  start(): void {
    if (!this.#tape) return;
    // A take that was begun before is dropped.
    if (this.#recording) this.#tape.stop();
    this.#problem = '';
    this.#tape.start();
    this.#recording = true;
  }

  /** Ends a take a moment later. Null where it was interrupted. */
  async stop(): Promise<{ samples: Float32Array<ArrayBuffer>; sampleRate: number } | null> {
    await new Promise((done) => setTimeout(done, 1000 * after));
    if (!this.#recording || !this.#tape || !this.#microphone) return null;
    this.#recording = false;
    return { samples: this.#tape.stop(), sampleRate: this.#microphone.sampleRate };
  }

  close(): void {
    this.#closed = true;
    document.removeEventListener('visibilitychange', this.#onVisibility);
    navigator.mediaDevices?.removeEventListener('devicechange', this.#onDevices);
    this.#release();
  }

  #release(): void {
    clearTimeout(this.#light);
    this.#microphone?.close();
    this.#microphone = null;
    this.#tape = null;
    this.#recording = this.#clipping = false;
    this.#room = this.#listened = null;
    this.#level = silence;
  }

  #hear = (piece: Float32Array<ArrayBuffer>): void => {
    this.#tape?.add(piece);
    this.#level = levelOf(piece);
    if (this.#level.clipped) this.#showClipping();
    if (this.#listened !== null && this.#microphone) this.#hearRoom(piece, this.#microphone.sampleRate);
  };

  #showClipping(): void {
    this.#clipping = true;
    clearTimeout(this.#light);
    this.#light = setTimeout(() => (this.#clipping = false), lightTime);
  }

  #hearRoom(piece: Float32Array, sampleRate: number): void {
    this.#heard.push(piece);
    const seconds = (this.#heard.length * piece.length) / sampleRate;
    this.#listened = Math.min(1, seconds / roomSeconds);
    if (seconds < roomSeconds) return;
    this.#room = judgeRoom(this.#heard);
    this.#listened = null;
    this.#heard = [];
  }

  #onGone = (): void => {
    const lost = this.#recording ? ' What was being read is not kept.' : '';
    this.#release();
    this.#problem = `The microphone was unplugged or taken away.${lost} Plug it in again, or choose another one.`;
    this.#onDevices();
    if (lost) this.#onInterrupted();
  };

  #onVisibility = (): void => {
    if (document.visibilityState !== 'hidden' || !this.#recording) return;
    this.#recording = false;
    this.#tape?.stop();
    this.#problem =
      'This page was out of sight, so the take was stopped and not kept. Read the sentence again.';
    this.#onInterrupted();
  };

  #onDevices = (): void => {
    void this.#refreshChoices();
  };

  /** Never fails: a list that cannot be had leaves the microphone that is open. */
  async #refreshChoices(): Promise<void> {
    this.#choices = await listMicrophones().catch(() => []);
  }
}
