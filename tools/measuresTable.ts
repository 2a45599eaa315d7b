/** The tables of docs/TRAINING_IMPLEMENTATION.md, from a run's measures.json. */
import { periodicityBands } from '../src/config';
import type { LossValues } from '../src/model/acousticLosses';
import type { SpeechMeasures } from '../src/store/records';
import type { RunMeasures } from '../src/training/measures';

const columns = ['mel', 'f0', 'voicing', 'aligner', 'prosody', 'total'] as const;
const row = (cells: (string | number)[]) => `| ${cells.join(' | ')} |`;

/** Held-out losses, epoch by epoch, in Markdown. */
export function lossTable({ heldOut }: RunMeasures): string {
  const line = (name: string, losses: LossValues) =>
    row([name, ...columns.map((column) => losses[column].toFixed(3))]);
  const lines = heldOut.epochs.map((losses, i) =>
    line(i + 1 === heldOut.bestEpoch ? `epoch ${i + 1}, the best, kept` : `epoch ${i + 1}`, losses)
  );
  return [
    row(['held-out losses after', 'mel', 'F0', 'voicing', 'aligner', 'prosody', 'weighted total']),
    row(['', ...columns].map(() => '---')),
    ...(heldOut.base ? [line('the base, untrained', heldOut.base)] : []),
    ...lines
  ].join('\n');
}

/** The voice beside the recordings, in Markdown, or null where nothing was held out. */
export function voiceTable({ voice }: RunMeasures): string | null {
  if (!voice) return null;
  const { recordings, voice: spoken } = voice;
  const bands = ({ periodicity }: SpeechMeasures) =>
    periodicity?.map((p) => p.toFixed(2)).join(' ') ?? 'nothing voiced';
  const hertz = [periodicityBands[0][0], ...periodicityBands.map(([, high]) => high)];
  return [
    row([`${voice.clips} held-out sentences`, 'recordings', 'voice']),
    row(['---', '---', '---']),
    row([
      'frames',
      recordings.frames,
      `${spoken.frames} (${Math.round((100 * spoken.frames) / recordings.frames)} %)`
    ]),
    row(['pauses', recordings.pauses, spoken.pauses]),
    row([
      'deviation of log-F0',
      recordings.movement?.toFixed(2) ?? 'nothing voiced',
      spoken.movement?.toFixed(2) ?? 'nothing voiced'
    ]),
    row([`periodicity, ${hertz.map((hz) => hz / 1000).join('-')} kHz`, bands(recordings), bands(spoken)])
  ].join('\n');
}
