import { piperConfig } from '../src/onnx/piperFiles';
import type { NewVoice } from '../src/store/voices';

/** A voice of another program, as it was imported, for tests that store one. */
export function foreignVoice(name: string, stem: string, onnx: Uint8Array<ArrayBuffer>): NewVoice {
  return {
    name,
    stem,
    origin: 'imported',
    base: null,
    measures: null,
    run: null,
    dataset: null,
    espeakVoice: 'en-us',
    sampleRate: 22050,
    minutes: null,
    clips: null,
    modelCard: '',
    onnx,
    config: piperConfig(stem, 'en-us'),
    weights: null,
    about: null
  };
}
