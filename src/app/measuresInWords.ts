/** What was measured of a voice, in words: docs/MODEL.md, "Measures of a voice". */
import { at } from '../at';
import { periodicityBands } from '../config';
import type { VoiceMeasures } from '../store/records';
import { plural } from './format';

/** One measure: what it is about, a sentence, and whether it is what one would wish for. */
export interface Said {
  about: string;
  sentence: string;
  good: boolean;
}

/** How much more periodic than its recordings a voice may be before it is heard as a buzz. */
const audibleBuzz = 0.04;

/** A sentence for each measure of a voice. */
export function inWords({ mel, recordings, voice }: VoiceMeasures): Said[] {
  const said = [pace(voice.frames / recordings.frames), pauses(voice.pauses, recordings.pauses)];
  if (voice.movement !== null && recordings.movement)
    said.push(movement(voice.movement / recordings.movement));
  if (voice.periodicity && recordings.periodicity) said.push(buzz(voice.periodicity, recordings.periodicity));
  said.push({
    about: 'Likeness',
    sentence: `Its sounds differ from the recordings' by ${mel.toFixed(2)} (mel loss; lower is closer).`,
    good: true
  });
  return said;
}

function pace(ratio: number): Said {
  const percent = Math.round(100 * (ratio - 1));
  const than = percent > 0 ? 'slower' : 'faster';
  return {
    about: 'Pace',
    sentence:
      Math.abs(percent) <= 1
        ? 'Speaks as fast as the recordings.'
        : `Speaks ${Math.abs(percent)} % ${than} than the recordings.`,
    good: ratio >= 0.92 && ratio <= 1.08
  };
}

function pauses(made: number, recorded: number): Said {
  return {
    about: 'Pauses',
    sentence: `Makes ${plural(made, 'pause')} where the recordings have ${recorded}.`,
    good: made >= 0.6 * recorded
  };
}

function movement(ratio: number): Said {
  return {
    about: 'Melody',
    sentence: `Its pitch moves ${Math.round(100 * ratio)} % as much as in the recordings.`,
    good: ratio >= 0.8
  };
}

/** Says in which band the voice is more periodic than the recordings by most. */
function buzz(voice: number[], recordings: number[]): Said {
  let [excess, low, high] = [-Infinity, 0, 0];
  for (const [band, [from, to]] of periodicityBands.entries()) {
    const over = at(voice, band) - at(recordings, band);
    if (over > excess) [excess, low, high] = [over, from / 1000, to / 1000];
  }
  const good = excess <= audibleBuzz;
  return {
    about: 'Buzz',
    sentence: good
      ? 'No buzz: no band of its sound is more periodic than the recordings.'
      : `A slight buzz between ${low} and ${high} kHz (${excess.toFixed(2)} over the recordings).`,
    good
  };
}
