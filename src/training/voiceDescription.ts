import type { DatasetRecord } from '../store/records';
import type { TrainedVoice } from './runState';

/** What is told of a trained voice in its card; the scores are those measured on the held-out clips. */
export function describeVoice(run: string, { id, accent }: DatasetRecord, { measures }: TrainedVoice) {
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
    consent: null,
    created: Date.now()
  };
}
