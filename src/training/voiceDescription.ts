import type { Consent, DatasetRecord } from '../store/records';
import type { TrainedVoice } from './runState';

/** What is told of a trained voice in its card; the scores are those measured on the held-out clips. */
export function describeVoice(
  run: string,
  { id, accent, consent }: DatasetRecord,
  { measures }: TrainedVoice
) {
  const best = measures.heldOut.best;
  const scores: Record<string, number> = {
    ...(best ? { 'held-out mel L1': best.mel, 'held-out total loss': best.total } : {})
  };
  const { training: clips, minutes } = measures.clips;
  return {
    name: id,
    accent,
    dataset: id,
    run,
    clips,
    minutes,
    scores,
    measures: measures.voice,
    consent: consent && sayConsent(consent),
    created: Date.now()
  };
}

/** What was stated, in a sentence of the voice's card. */
function sayConsent({ by, given, recorded }: Consent): string {
  const who = by === 'speaker' ? "the speaker's own voice" : 'made with the permission of the speaker';
  const how = recorded ? 'said aloud, and recorded,' : 'stated';
  return `${who}, as ${how} on ${new Date(given).toISOString().slice(0, 10)}`;
}
