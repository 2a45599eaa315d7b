import workletUrl from '../../../workers/capture.worklet.ts?worker&url';
import { UnsupportedError } from '../../errors';

/** A microphone that can be chosen. */
export interface MicrophoneChoice {
  id: string;
  label: string;
}

/** An open microphone. What it hears comes to `onSamples` until `close`. */
export interface Microphone extends MicrophoneChoice {
  /** Hz of the samples */
  sampleRate: number;
  /** a sentence for each wish that the browser did not follow */
  unmet: string[];
  close(): void;
}

/** What a browser does to speech on the telephone takes away what a voice is made from. */
const wishes = {
  echoCancellation: 'echo cancellation',
  noiseSuppression: 'noise suppression',
  autoGainControl: 'automatic gain control'
} as const;

/** The microphones of this device. Their names are empty until one was allowed once. */
export async function listMicrophones(): Promise<MicrophoneChoice[]> {
  const devices = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
  return devices
    .filter(({ kind, deviceId }) => kind === 'audioinput' && deviceId !== '')
    .map(({ deviceId, label }, i) => ({ id: deviceId, label: label || `Microphone ${i + 1}` }));
}

/**
 * Opens a microphone, raw: one channel at its own rate, without what browsers do to speech.
 * @param id of listMicrophones; null, or one that is gone, for the system's own choice
 * @param onSamples gets pieces of 1024 samples, mono
 * @param onGone called when it is unplugged or taken away
 * @throws UnsupportedError where a browser cannot record, or has no right to; messages say what to do
 */
export async function openMicrophone(
  id: string | null,
  onSamples: (piece: Float32Array<ArrayBuffer>) => void,
  onGone: () => void
): Promise<Microphone> {
  if (!navigator.mediaDevices?.getUserMedia || typeof AudioWorkletNode === 'undefined')
    throw new UnsupportedError(
      'This browser cannot record here. Open the page over https or on localhost, in a current browser.'
    );
  const off = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };
  const stream = await navigator.mediaDevices
    .getUserMedia({ audio: { ...off, channelCount: 1, ...(id !== null && { deviceId: { ideal: id } }) } })
    .catch((error: unknown) => {
      throw new UnsupportedError(reasonFor(error), { cause: error });
    });
  const [track] = stream.getAudioTracks();
  const settings = track?.getSettings() ?? {};
  const context = new AudioContext(settings.sampleRate ? { sampleRate: settings.sampleRate } : {});
  const close = () => {
    track?.removeEventListener('ended', onGone);
    for (const each of stream.getTracks()) each.stop();
    if (context.state !== 'closed') void context.close();
  };
  try {
    await context.audioWorklet.addModule(workletUrl);
    const capture = new AudioWorkletNode(context, 'capture', {
      numberOfOutputs: 0,
      // Whatever comes is mixed to one channel.
      channelCount: 1,
      channelCountMode: 'explicit'
    });
    capture.port.onmessage = ({ data }: MessageEvent<Float32Array<ArrayBuffer>>) => onSamples(data);
    new MediaStreamAudioSourceNode(context, { mediaStream: stream }).connect(capture);
    track?.addEventListener('ended', onGone);
    await context.resume();
  } catch (error) {
    close();
    throw error;
  }
  return {
    id: settings.deviceId ?? id ?? '',
    label: track?.label ?? '',
    sampleRate: context.sampleRate,
    unmet: unmet(settings),
    close
  };
}

/** What of our wishes the browser did not follow, as it says itself. */
export function unmet(settings: MediaTrackSettings): string[] {
  const on = (Object.keys(wishes) as (keyof typeof wishes)[]).filter((wish) => settings[wish] === true);
  const said = on.map(
    (wish) =>
      `The browser keeps its ${wishes[wish]} on, which changes your voice. Switch it off in the system's sound settings, or use another browser.`
  );
  if ((settings.channelCount ?? 1) > 1)
    said.push(`The browser gives ${settings.channelCount} channels; they are mixed to one.`);
  return said;
}

/** Why a microphone does not open, and what to do. */
export function reasonFor(error: unknown): string {
  const name = error instanceof Error ? error.name : '';
  if (name === 'NotAllowedError' || name === 'SecurityError')
    return 'The browser did not allow the microphone. Allow it for this page in the address bar, then try again.';
  if (name === 'NotFoundError' || name === 'OverconstrainedError')
    return 'There is no microphone on this device. Plug one in, then try again.';
  if (name === 'NotReadableError' || name === 'AbortError')
    return 'The microphone does not answer: another program may be using it. Close that one, then try again.';
  return `The microphone could not be opened (${error instanceof Error ? error.message : String(error)}). Try again, or choose another one.`;
}
