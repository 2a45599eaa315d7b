/** The proof that a voice from outside can speak at all, before it is accepted. */
import { BadFileError } from '../errors';
import { piperIds } from './pronounce';
import type { VoiceSession } from './session';
import type { VoiceConfig } from './voiceConfig';

/** "hello"; of no language in particular, so that none has to be loaded. What a table lacks is passed over. */
const word = 'həlˈoʊ';

/**
 * Lets a voice speak one word.
 * @throws BadFileError if it cannot, or gives no sound: the ids of the JSON may be outside the ONNX file's table
 */
export async function speakWord(voice: VoiceSession, config: VoiceConfig): Promise<void> {
  let length: number;
  try {
    const { samples } = await voice.synthesise(piperIds(word, config).ids);
    length = samples.length;
  } catch (cause) {
    throw new BadFileError(
      `The voice cannot speak a word (${cause instanceof Error ? cause.message : String(cause)}). Take the .onnx and the .onnx.json that belong together.`,
      { cause }
    );
  }
  if (length === 0) throw new BadFileError('The voice makes no sound of a word. It is damaged.');
}
