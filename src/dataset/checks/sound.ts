/** What is wrong with the sound of a clip by itself, whatever is said in it. */
import { frameRms, quantile } from '../../audio/level';
import { audioConfig } from '../../config';
import type { CheckName, Finding } from '../../store/records';
import { findClipping } from './clipping';
import { bandEdge } from './bandwidth';

const { sampleRate, hopLength } = audioConfig;
const frameSeconds = hopLength / sampleRate;

/** seconds under which the base voice has little to learn from, and over which alignment and memory suffer */
const minSeconds = 1;
const maxSeconds = 15;
/** An offset of a hundredth of full scale is what a faulty device makes; rounding and dithering make none. */
const maxOffset = 0.01;
/** dBFS of speech: audiobooks are read at -23 to -18 (ACX), and what is 20 dB quieter brings its noise along. */
const minSpeechDb = -43;
/** dB of speech over the quietest twentieth of the frames: under it the noise is plainly heard in pauses */
const minSignalToNoiseDb = 20;
const quietShare = 0.05;
/** below it a frame is digital silence, which says nothing about the room */
const digitalSilence = 1e-5;
/** as in audio/prepare.ts: this far under the 95th percentile nothing is said */
const silenceDb = 38;
/** seconds of silence inside a clip that a reader makes between two sentences, not in one */
const maxPause = 1;
/** seconds of silence before and behind, of which training keeps none */
const maxSilenceAround = 2;
/** below this peak nothing was recorded */
const minPeak = 1e-3;
/** Hz: a telephone has 3.4 kHz, a recording at 8 kHz at most 4 */
const telephoneHz = 4600;
const nearSilence = 1e-9;

/** Frames of a clip's sound, measured once for all checks. */
interface Sound {
  pcm: Float32Array;
  seconds: number;
  /** of each frame of 256 samples */
  rms: Float64Array;
  /** RMS of the frames in which something is said */
  speech: number;
}

const decibel = (share: number) => 20 * Math.log10(Math.max(share, nearSilence));

/**
 * The findings in a clip's sound: none of speech, too short or long, clipped, noisy, with an offset, too quiet, with
 * long silences, without its high frequencies.
 * @param pcm what is used of the clip: 22 050 Hz mono
 */
export function checkSound(pcm: Float32Array): Finding[] {
  const rms = frameRms(pcm);
  const seconds = pcm.length / sampleRate;
  if (!pcm.some((sample) => Math.abs(sample) >= minPeak))
    return [
      finding('silence', 'There is only silence in this clip. Record it again, closer or louder.', 0, seconds)
    ];
  const active = rms.filter((r) => r > quantile(rms, 0.95) * 0.1);
  const speech = Math.sqrt(active.reduce((sum, r) => sum + r * r, 0) / Math.max(1, active.length));
  const sound: Sound = { pcm, seconds, rms, speech };
  return [
    checkLength(sound),
    checkClipping(sound),
    checkNoise(sound),
    checkOffset(sound),
    checkLevel(sound),
    checkSilence(sound),
    checkBandwidth(sound)
  ].flatMap((found) => found ?? []);
}

function finding(check: CheckName, detail: string, from: number, to: number): Finding {
  return { check, detail, from, to };
}

function checkLength({ seconds }: Sound): Finding | null {
  if (seconds < minSeconds)
    return finding(
      'short',
      `This clip lasts ${seconds.toFixed(1)} s. Little can be learnt from less than ${minSeconds} s: use whole sentences.`,
      0,
      seconds
    );
  if (seconds > maxSeconds)
    return finding(
      'long',
      `This clip lasts ${seconds.toFixed(1)} s. Split it at a pause: up to ${maxSeconds} s are learnt from best, and over 17.4 s not at all.`,
      maxSeconds,
      seconds
    );
  return null;
}

function checkClipping({ pcm }: Sound): Finding | null {
  const places = findClipping(pcm);
  const worst = places.reduce((a, b) => (b.samples > a.samples ? b : a), {
    from: 0,
    to: 0,
    samples: 0
  });
  if (worst.samples === 0) return null;
  return finding(
    'clipped',
    `The loudest parts are cut off, which sounds harsh${places.length > 1 ? ` (in ${places.length} places, here the worst)` : ''}. Record it again with the input level turned down.`,
    worst.from / sampleRate,
    worst.to / sampleRate
  );
}

/** Percentile SNR: the speech against the quietest frames, which are between words and in stops. */
function checkNoise({ rms, speech, seconds }: Sound): Finding | null {
  const heard = rms.filter((r) => r > digitalSilence);
  if (heard.length === 0) return null;
  const ratio = decibel(speech / quantile(heard, quietShare));
  if (ratio >= minSignalToNoiseDb) return null;
  return finding(
    'noise',
    `There is noise behind the voice, only ${Math.max(0, ratio).toFixed(0)} dB under it (over ${minSignalToNoiseDb} is well). Record it in a quieter place, or closer to the microphone.`,
    0,
    seconds
  );
}

function checkOffset({ pcm, seconds }: Sound): Finding | null {
  let sum = 0;
  for (const sample of pcm) sum += sample;
  const offset = sum / pcm.length;
  if (Math.abs(offset) < maxOffset) return null;
  return finding(
    'offset',
    `The signal is off its middle by ${(100 * Math.abs(offset)).toFixed(0)} % (DC offset). Training takes that out, but it hints at a faulty microphone or sound card.`,
    0,
    seconds
  );
}

function checkLevel({ speech, seconds }: Sound): Finding | null {
  const level = decibel(speech);
  if (level >= minSpeechDb) return null;
  return finding(
    'quiet',
    `The voice is very quiet here (${level.toFixed(0)} dB; around -20 is usual), and what is made louder brings its noise along. Record it closer, or with the input level turned up.`,
    0,
    seconds
  );
}

function checkSilence({ rms, seconds }: Sound): Finding | null {
  const threshold = quantile(rms, 0.95) * 10 ** (-silenceDb / 20);
  let longest = { from: 0, to: 0, excess: 0 };
  let start = 0;
  for (let frame = 0; frame <= rms.length; frame++) {
    if (frame < rms.length && (rms[frame] ?? 0) <= threshold) continue;
    const from = start * frameSeconds;
    const to = frame === rms.length ? seconds : frame * frameSeconds;
    const around = start === 0 || frame === rms.length;
    const excess = to - from - (around ? maxSilenceAround : maxPause);
    if (excess > longest.excess) longest = { from, to, excess };
    start = frame + 1;
  }
  const { from, to, excess } = longest;
  if (excess <= 0) return null;
  const inside = from > 0 && to < seconds;
  return finding(
    'silence',
    `Nothing is said here for ${(to - from).toFixed(1)} s. ${inside ? 'Split the clip there, or check that nothing is missing.' : 'Trim it off.'}`,
    from,
    to
  );
}

function checkBandwidth({ pcm, seconds }: Sound): Finding | null {
  const edge = bandEdge(pcm);
  if (edge === null) return null;
  const kilohertz = (edge / 1000).toFixed(0);
  return finding(
    'bandwidth',
    edge < telephoneHz
      ? `This recording ends at ${kilohertz} kHz, as over a telephone: the voice would sound dull. Use the original recording, or record it again.`
      : `This recording ends at about ${kilohertz} kHz, as one at a low sample rate or a low MP3 bit rate does. It can be used, but a fuller recording gives a clearer voice.`,
    0,
    seconds
  );
}
