/** The last step of a run: the exported voice must sound as the trainer's own networks do. */
import { logMelDistance } from '../audio/logMelDistance';
import { SelfTestError } from '../errors';
import { VoiceSession } from '../synthesis/session';

/** Log-mel distance below which two syntheses are the same speech. */
export const selfTestLimit = 0.05;

export interface SelfTestMeasure {
  /** log-mel distance between export and trainer */
  distance: number;
  samples: number;
}

/**
 * Speaks sentences with the exported file, its noise source silent and its prosody not drawn, and compares with the trainer.
 * @param onnx the bytes of `buildVoiceModel`
 * @param sentences phoneme ids without pads, one array a sentence
 * @param reference the trainer's synthesis of such ids with weights rounded to half precision, at temperature 0, no
 *   noise, clipped to ±1
 * @returns a measure for each sentence
 * @throws SelfTestError if the file cannot be run, or a sentence differs in length or sound
 */
export async function selfTest(
  onnx: Uint8Array,
  sentences: readonly (readonly number[])[],
  reference: (ids: number[]) => Promise<Float32Array>
): Promise<SelfTestMeasure[]> {
  let voice: VoiceSession;
  try {
    voice = await VoiceSession.open(onnx);
  } catch (cause) {
    throw new SelfTestError(`The exported voice cannot be loaded: ${String(cause)}`, { cause });
  }
  try {
    const measures: SelfTestMeasure[] = [];
    for (const [index, ids] of sentences.entries()) {
      const { samples } = await voice.synthesise(ids, { noise: 0, noiseW: 0 });
      measures.push(compare(`Sentence ${index + 1}`, samples, await reference([...ids])));
    }
    return measures;
  } finally {
    await voice.release();
  }
}

function compare(what: string, exported: Float32Array, trained: Float32Array): SelfTestMeasure {
  if (exported.length !== trained.length)
    throw new SelfTestError(
      `${what} has ${exported.length} samples from the exported voice and ${trained.length} from the trainer; they must be equal. The voice was not kept.`
    );
  const distance = logMelDistance(exported, trained);
  if (!(distance < selfTestLimit))
    throw new SelfTestError(
      `${what} differs between the exported voice and the trainer by a log-mel distance of ${distance.toFixed(3)}; it must be under ${selfTestLimit}. The voice was not kept.`
    );
  return { distance, samples: exported.length };
}
