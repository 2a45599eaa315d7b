/** The part of the npm package sherpa-onnx-node that the tools use; it ships without types. */
declare module 'sherpa-onnx-node' {
  interface OfflineTts {
    generate(request: {
      text: string;
      enableExternalBuffer: boolean;
      generationConfig: { silenceScale: number; speed: number; sid: number };
    }): { samples: Float32Array; sampleRate: number };
  }
  const sherpa: {
    OfflineTts: new (config: {
      model: { vits: Record<string, unknown>; numThreads: number; provider: string };
      maxNumSentences: number;
    }) => OfflineTts;
  };
  export default sherpa;
}
