/** The part of tools/bench/synthesis.ts that runs in the page. */
import { ownFiles } from '../../src/synthesis/runtimeFiles';
import { useRuntimeFiles, VoiceSession } from '../../src/synthesis/session';
import { speak } from '../../src/synthesis/speak';
import { readVoiceConfig } from '../../src/synthesis/voiceConfig';

export interface SynthesisSpeed {
  /** ms to load the voice, the runtime included */
  load: number;
  /** s of speech */
  seconds: number;
  /** ms until the first audio is there, the voice loaded */
  firstAudio: number;
  /** time over duration of the whole text */
  realTimeFactor: number;
}

/** Speaks with the voice at /voice.onnx: once to warm up, then thrice, of which the fastest counts. */
export async function measure(threads: number, text: string, config: string): Promise<SynthesisSpeed> {
  const onnx = new Uint8Array(await (await fetch('/voice.onnx')).arrayBuffer());
  useRuntimeFiles(ownFiles, threads);
  const begun = performance.now();
  const voice = await VoiceSession.open(onnx);
  const load = performance.now() - begun;
  const runs: SynthesisSpeed[] = [];
  for (let run = 0; run < 4; run++) {
    const start = performance.now();
    let firstAudio = 0;
    let samples = 0;
    for await (const spoken of speak(voice, readVoiceConfig(config), text)) {
      firstAudio ||= performance.now() - start;
      samples += spoken.samples.length;
    }
    const seconds = samples / 22050;
    const realTimeFactor = (performance.now() - start) / 1000 / seconds;
    runs.push({ load, seconds, firstAudio, realTimeFactor });
  }
  const fastest = (measure: keyof SynthesisSpeed) => Math.min(...runs.slice(1).map((run) => run[measure]));
  return {
    load,
    seconds: runs[0]!.seconds,
    firstAudio: fastest('firstAudio'),
    realTimeFactor: fastest('realTimeFactor')
  };
}
