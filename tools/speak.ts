/** `npm run speak -- --voice ZIP --text "..." --out FILE.wav [--speed 1]`: speaks with an exported voice. */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { writeWav } from '../src/audio/wav';
import { InvalidInputError, OwnvoiceError } from '../src/errors';
import { readVoiceZip } from '../src/onnx/voiceZip';
import { VoiceSession } from '../src/synthesis/session';
import { joinSentences, speak, type SpokenSentence } from '../src/synthesis/speak';
import { readVoiceConfig } from '../src/synthesis/voiceConfig';

const usage = 'npm run speak -- --voice ZIP --text "..." --out FILE.wav [--speed 1]';

function readOptions() {
  const { values } = parseArgs({
    options: {
      voice: { type: 'string' },
      text: { type: 'string' },
      out: { type: 'string' },
      speed: { type: 'string', default: '1' }
    }
  });
  const { voice, text, out, speed } = values;
  if (!voice || !text || !out) throw new InvalidInputError(`Usage: ${usage}`);
  return { voice, text, out, speed: Number(speed) };
}

async function main() {
  const { voice, text, out, speed } = readOptions();
  const files = readVoiceZip(readFileSync(voice));
  const config = readVoiceConfig(files.config);
  const session = await VoiceSession.open(files.onnx);
  const started = performance.now();
  const spoken: SpokenSentence[] = [];
  for await (const sentence of speak(session, config, text, { speed })) spoken.push(sentence);
  const audio = joinSentences(spoken);
  writeFileSync(out, writeWav(audio, config.sampleRate));
  const seconds = audio.length / config.sampleRate;
  const took = (performance.now() - started) / 1000;
  console.log(
    `${out}: ${seconds.toFixed(2)} s of speech in ${took.toFixed(2)} s (${(took / seconds).toFixed(3)} of real time)`
  );
}

main().catch((error: unknown) => {
  const told = error instanceof OwnvoiceError || (error instanceof Error && 'code' in error);
  console.error(told ? error.message : error);
  process.exitCode = 1;
});
