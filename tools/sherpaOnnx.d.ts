/** The part of the npm package sherpa-onnx-node that check:piper uses; it ships without types. */
declare module 'sherpa-onnx-node' {
  interface GeneratedAudio {
    samples: Float32Array;
    sampleRate: number;
  }
  const sherpa: {
    OfflineTts: new (options: {
      model: { vits: Record<string, unknown>; numThreads: number; provider: string };
      maxNumSentences: number;
    }) => {
      generate(request: {
        text: string;
        enableExternalBuffer: boolean;
        generationConfig: { silenceScale: number; speed: number; sid: number };
      }): GeneratedAudio;
    };
  };
  export default sherpa;
}
