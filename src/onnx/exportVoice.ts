/** From a trained voice's tensors to a voice that may be kept: built, run, and found to sound as the trainer's. */
import { writeSafetensors, type NamedTensor } from '../model/safetensors';
import type { NewTrainedVoice } from '../store/voices';
import type { VoiceDescription } from './piperFiles';
import { selfTest, type SelfTestMeasure } from './selfTest';
import { selfTestIds } from './selfTestSentences';
import { buildVoiceModel } from './voiceGraph';
import { trainedVoice } from './voiceRecords';

/**
 * Builds the voice file and tests it.
 * @param tensors by the base's names, see buildVoiceModel
 * @param spoken phoneme ids of the clips it was trained on, see selfTestIds
 * @param reference the trainer's own synthesis of phoneme ids, see selfTest
 * @param onChecking called when the file is built and its test begins
 * @returns the voice with the self-test's distance among its scores, and the test's measures
 * @throws SelfTestError if the file does not sound as the trainer does
 */
export async function exportVoice(
  tensors: Map<string, NamedTensor>,
  description: VoiceDescription,
  spoken: readonly number[][],
  reference: (ids: number[]) => Promise<Float32Array>,
  onChecking: () => Promise<void>
): Promise<{ voice: NewTrainedVoice; test: SelfTestMeasure[] }> {
  const onnx = buildVoiceModel(tensors, description.accent);
  const weights = writeSafetensors(tensors, { format_version: '1', run: description.run ?? '' });
  await onChecking();
  const test = await selfTest(onnx, await selfTestIds(description.accent, spoken), reference);
  const scores = {
    ...description.scores,
    'self-test log-mel distance': Math.max(...test.map(({ distance }) => distance))
  };
  return { voice: trainedVoice({ ...description, scores }, onnx, weights), test };
}
