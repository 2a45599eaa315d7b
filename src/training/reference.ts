/** The trainer's own synthesis of a voice, on the weights as the exported file rounds them. */
import * as tf from '@tensorflow/tfjs';
import { audioConfig } from '../config';
import { roundToHalf } from '../model/float16';
import { Layout } from '../model/parameters';
import type { NamedTensor } from '../model/safetensors';
import { prosody } from '../model/architecture';
import { speakFrames, vocodeFrames } from '../model/synthesis';
import { VocoderBasis } from '../model/vocoder';
import { toSequence } from './speaker';
import type { TrainedVoice } from './runState';

/** Loads a voice into the current backend; `speak` gives the calm answer without noise, `dispose` frees it. */
export function referenceSynthesis(voice: TrainedVoice) {
  const upload = (tensors: Map<string, NamedTensor>, kept: string[]) => {
    const rounded = new Map(
      [...tensors].map(([name, { shape, data }]) => [
        name,
        { shape, data: kept.includes(name) ? data : roundToHalf(data as Float32Array) }
      ])
    );
    const layout = new Layout(rounded);
    return { layout, parameters: layout.upload(layout.flatten(rounded)) };
  };
  const acoustic = upload(voice.acoustic, ['speaker']);
  const vocoder = upload(voice.vocoder, []);
  const basis = new VocoderBasis();
  return {
    async speak(ids: number[]): Promise<Float32Array> {
      const calm = new Float32Array(ids.length * prosody.dimensions);
      const frames = await speakFrames(acoustic, toSequence(ids), voice.units, voice.fit, calm);
      const silence = new Float32Array(frames.logF0.length * audioConfig.hopLength);
      return vocodeFrames(vocoder, frames, silence, basis);
    },
    dispose() {
      tf.dispose([acoustic.parameters, vocoder.parameters]);
      basis.dispose();
    }
  };
}
