/**
 * One voice, loaded into ONNX Runtime's wasm build. The trap: the runtime's own files must be named before the
 * first session (`useRuntimeFiles`), or it guesses where they are.
 */
import * as ort from 'onnxruntime-web/wasm';
import { BadFileError } from '../errors';
import { natural } from '../model/architecture';

/** What the `scales` of one synthesis mean, each with its natural value. */
export interface Prosody {
  /** noise_scale: 0.667 is natural, 0 silences the noise source */
  noise: number;
  /** noise_w: 0.8 is natural, 0 speaks the same durations and pitch each time */
  noiseW: number;
  /** duration of everything, 1 is natural, larger is slower */
  length: number;
  /** 0 is natural */
  semitones: number;
  /** 1 is natural, 0 is monotone */
  intonation: number;
}

export const naturalProsody: Prosody = {
  noise: natural.noiseScale,
  noiseW: natural.noiseW,
  length: 1,
  semitones: 0,
  intonation: 1
};

export interface Synthesis {
  /** mono at the voice's sample rate, within ±1 */
  samples: Float32Array;
  /** samples that each id lasts, or null where the voice does not tell */
  durations: Float32Array | null;
}

ort.env.wasm.numThreads = 1;

/**
 * Where the runtime finds its wasm, and on how many threads it runs: once, before the first session. Without it
 * the runtime looks beside itself (in Node) and runs on one thread.
 */
export function useRuntimeFiles(files: { mjs: string; wasm: string }, threads: number) {
  ort.env.wasm.wasmPaths = files;
  ort.env.wasm.numThreads = threads;
}

/** A loaded voice. One synthesis at a time. */
export class VoiceSession {
  private constructor(
    private readonly session: ort.InferenceSession,
    /** ours read five scales (pitch and intonation too) and tell durations; others read three */
    readonly hasPitchControl: boolean,
    private readonly needsSpeaker: boolean
  ) {}

  /**
   * Loads a voice.
   * @param onnx bytes of its ONNX file, checked before (onnx/checkModel.ts) where they come from outside
   * @throws BadFileError if the runtime cannot load it
   */
  static async open(onnx: Uint8Array): Promise<VoiceSession> {
    let session: ort.InferenceSession;
    try {
      session = await ort.InferenceSession.create(onnx, {
        executionProviders: ['wasm'],
        graphOptimizationLevel: 'all'
      });
    } catch (cause) {
      throw new BadFileError(
        `The voice's ONNX file cannot be loaded (${cause instanceof Error ? cause.message : String(cause)}). Export it again where it came from.`,
        { cause }
      );
    }
    const scales = session.inputMetadata.find((input) => input.name === 'scales');
    const symbolic = scales?.isTensor === true && typeof scales.shape[0] === 'string';
    return new VoiceSession(session, symbolic, session.inputNames.includes('sid'));
  }

  /**
   * Ids to audio.
   * @param ids phoneme ids as Piper writes them
   */
  async synthesise(ids: readonly number[], prosody: Partial<Prosody> = {}): Promise<Synthesis> {
    const { noise, noiseW, length, semitones, intonation } = { ...naturalProsody, ...prosody };
    const scales = [noise, length, noiseW, semitones, intonation - 1];
    const used = this.hasPitchControl ? scales : scales.slice(0, 3);
    const feeds: Record<string, ort.Tensor> = {
      input: new ort.Tensor('int64', BigInt64Array.from(ids, BigInt), [1, ids.length]),
      input_lengths: new ort.Tensor('int64', BigInt64Array.of(BigInt(ids.length)), [1]),
      scales: new ort.Tensor('float32', Float32Array.from(used), [used.length])
    };
    if (this.needsSpeaker) feeds['sid'] = new ort.Tensor('int64', BigInt64Array.of(0n), [1]);
    const { output, durations } = await this.session.run(feeds);
    if (!output)
      throw new BadFileError('The voice\'s ONNX file gives no "output". It is of another program.');
    const samples = withinOne(output.data as Float32Array);
    const frames = this.hasPitchControl ? (durations?.data as Float32Array) : undefined;
    return { samples, durations: frames ? frames.map((n) => n * samplesPerFrame(frames, samples)) : null };
  }

  async release() {
    await this.session.release();
  }
}

/** Voices of other programs promise nothing: louder than ±1 would hurt, and what is no number becomes silence. */
function withinOne(samples: Float32Array): Float32Array {
  return samples.map((sample) => Math.max(-1, Math.min(1, sample)) || 0);
}

function samplesPerFrame(frames: Float32Array, samples: Float32Array): number {
  return samples.length / frames.reduce((sum, n) => sum + n, 0);
}
