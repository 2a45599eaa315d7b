/**
 * The media keys of a keyboard, a headset and a lock screen. A browser gives them to a page that plays an audio
 * element, so a silent one plays along with what Web Audio plays.
 */
let silence: HTMLAudioElement | null = null;

export type MediaActions = Partial<Record<MediaSessionAction, () => void>>;
const actions: MediaSessionAction[] = ['play', 'pause', 'stop', 'previoustrack', 'nexttrack'];

/** Shows what is read, and calls back when a key is pressed. */
export function showMediaKeys(title: string, artist: string, playing: boolean, handlers: MediaActions): void {
  if (!('mediaSession' in navigator)) return;
  silence ??= silentAudio();
  const { mediaSession } = navigator;
  // Where the element may not play, the keys do nothing and the page is none the worse.
  if (playing) silence.play().catch(() => undefined);
  else silence.pause();
  mediaSession.metadata = new MediaMetadata({ title, artist });
  mediaSession.playbackState = playing ? 'playing' : 'paused';
  for (const action of actions) mediaSession.setActionHandler(action, handlers[action] ?? null);
}

/** Gives the keys back. */
export function releaseMediaKeys(): void {
  silence?.pause();
  if (!silence || !('mediaSession' in navigator)) return;
  navigator.mediaSession.playbackState = 'none';
  navigator.mediaSession.metadata = null;
  for (const action of actions) navigator.mediaSession.setActionHandler(action, null);
}

/** Ten seconds of nothing, over and over: browsers take shorter sounds for a signal. */
function silentAudio(): HTMLAudioElement {
  const samples = 10 * 8000;
  const header = new DataView(new ArrayBuffer(44));
  const text = (at: number, letters: string) =>
    [...letters].forEach((letter, i) => header.setUint8(at + i, letter.charCodeAt(0)));
  text(0, 'RIFF');
  header.setUint32(4, 36 + samples, true);
  text(8, 'WAVEfmt ');
  header.setUint32(16, 16, true);
  header.setUint16(20, 1, true);
  header.setUint16(22, 1, true);
  header.setUint32(24, 8000, true);
  header.setUint32(28, 8000, true);
  header.setUint16(32, 1, true);
  header.setUint16(34, 8, true);
  text(36, 'data');
  header.setUint32(40, samples, true);
  const bytes = new Uint8Array(samples).fill(128);
  const audio = new Audio(URL.createObjectURL(new Blob([header, bytes], { type: 'audio/wav' })));
  audio.loop = true;
  return audio;
}
