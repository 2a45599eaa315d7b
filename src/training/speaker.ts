/** A speaker's statistics, and the clips in the speaker's normalised units. */
import { continuousLogF0 } from '../audio/f0';
import { at } from '../at';
import { audioConfig } from '../config';
import type { ClipFeatures } from '../dataset/clipFeatures';
import type { Utterance } from '../model/acousticBatch';
import type { SpeakerUnits } from '../model/synthesis';
import { isOptional, isTimed } from '../text/phonemeIds';

const { melBands } = audioConfig;

/** Mean and standard deviation of each mel band over all frames, and of log-F0 over voiced frames. */
export function speakerStatistics(clips: ClipFeatures[]): SpeakerUnits {
  const bands = Array.from({ length: melBands }, () => ({ sum: 0, squares: 0 }));
  let frames = 0;
  let f0Sum = 0;
  let f0Squares = 0;
  let voiced = 0;
  for (const { logMel, f0 } of clips) {
    for (const [i, x] of logMel.entries()) {
      const band = at(bands, i % melBands);
      band.sum += x;
      band.squares += x * x;
    }
    frames += f0.length;
    for (const hz of f0)
      if (hz > 0) {
        const log = Math.log(hz);
        f0Sum += log;
        f0Squares += log * log;
        voiced++;
      }
  }
  const deviation = (s: number, q: number, n: number) => Math.sqrt(Math.max(1e-8, q / n - (s / n) ** 2));
  return {
    melMean: Float32Array.from(bands.map(({ sum }) => sum / frames)),
    melDeviation: Float32Array.from(bands.map(({ sum, squares }) => deviation(sum, squares, frames))),
    // A recording without a voiced frame still needs units: those of a middling voice.
    logF0Mean: voiced ? f0Sum / voiced : Math.log(150),
    logF0Deviation: voiced ? deviation(f0Sum, f0Squares, voiced) : 0.2
  };
}

/** Means, deviations, log-F0 mean and deviation: [162], as `speaker_stats.*` is stored. */
export function statisticsVector(units: SpeakerUnits): Float32Array {
  return Float32Array.of(...units.melMean, ...units.melDeviation, units.logF0Mean, units.logF0Deviation);
}

/** A clip as the acoustic model takes it. */
export function toUtterance({ ids, logMel, f0 }: ClipFeatures, units: SpeakerUnits): Utterance {
  const { logF0, voiced } = continuousLogF0(f0);
  return {
    ...toSequence(ids),
    mel: logMel.map((x, i) => (x - at(units.melMean, i % melBands)) / at(units.melDeviation, i % melBands)),
    logF0: logF0.map((x) => (x - units.logF0Mean) / units.logF0Deviation),
    voiced
  };
}

/** Ids with what each may do in time. */
export function toSequence(ids: number[]) {
  return {
    ids: Int32Array.from(ids),
    timed: Uint8Array.from(ids, (id) => (isTimed(id) ? 1 : 0)),
    optional: Uint8Array.from(ids, (id) => (isOptional(id) ? 1 : 0))
  };
}
