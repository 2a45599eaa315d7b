import { audioConfig, importConfig } from '../config';
import { UnusableClipError } from '../errors';
import { activeRms, frameRms, maxPeak, peak, quantile, usualRms } from './level';
import { toInt16 } from './pcm';

const { sampleRate, hopLength } = audioConfig;
/** seconds as decoded, and after trimming */
const minRawSeconds = importConfig.minSeconds;
const minPreparedSeconds = 0.4;
/** below this peak nothing was recorded */
const minPeak = 1e-3;
/** frames this far under the 95th percentile of frame RMS are silence */
const silenceDb = 38;
/** seconds of silence kept on each side */
const keptSilence = 0.08;

/**
 * A clip as training hears it: no offset, silence trimmed, speech at one loudness (docs/MODEL.md, "Preparation
 * of a clip"). What is stored stays the untouched decode.
 * @param pcm 22 050 Hz mono
 * @returns 16-bit samples, a multiple of 256 of them
 * @throws UnusableClipError if it is shorter than 0.5 s, or shorter than 0.4 s without its silence, or silent.
 */
export function prepareClip(pcm: Float32Array): Int16Array<ArrayBuffer> {
  const seconds = pcm.length / sampleRate;
  if (seconds < minRawSeconds)
    throw new UnusableClipError(
      `A clip needs at least ${minRawSeconds} s; this one has ${seconds.toFixed(2)} s. Record the whole sentence again.`
    );
  const trimmed = trimSilence(withoutOffset(pcm));
  const levelled = level(trimmed);
  const prepared = levelled.subarray(0, Math.floor(levelled.length / hopLength) * hopLength);
  if (peak(trimmed) < minPeak || peak(prepared) < minPeak)
    throw new UnusableClipError('There is only silence in this clip. Record it again, closer or louder.');
  if (prepared.length < minPreparedSeconds * sampleRate)
    throw new UnusableClipError(
      `A clip needs at least ${minPreparedSeconds} s of speech; without the silence around it this one has ${(prepared.length / sampleRate).toFixed(2)} s.`
    );
  return toInt16(prepared);
}

function withoutOffset(samples: Float32Array): Float32Array {
  let sum = 0;
  for (const s of samples) sum += s;
  const mean = sum / samples.length;
  return samples.map((s) => s - mean);
}

function trimSilence(samples: Float32Array): Float32Array {
  const rms = frameRms(samples);
  const threshold = quantile(rms, 0.95) * 10 ** (-silenceDb / 20);
  const first = rms.findIndex((r) => r > threshold);
  const last = rms.findLastIndex((r) => r > threshold);
  const kept = Math.trunc(keptSilence * sampleRate);
  return samples.subarray(Math.max(0, first * hopLength - kept), (last + 1) * hopLength + kept);
}

/** Scales so that the RMS of the active frames is the usual one, unless the peaks would pass their limit. */
function level(samples: Float32Array): Float32Array {
  const gain = Math.min(
    usualRms / Math.max(1e-6, activeRms(samples)),
    maxPeak / Math.max(1e-6, peak(samples))
  );
  return samples.map((s) => s * gain);
}
