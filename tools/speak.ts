/** `npm run speak`: speaks with an exported voice, or tells how it reads a text. */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { writeWav } from '../src/audio/wav';
import { InvalidInputError, OwnvoiceError } from '../src/errors';
import { readVoiceZip } from '../src/onnx/voiceZip';
import { pronunciationsIn } from '../src/store/pronunciations';
import { readText } from '../src/synthesis/readText';
import { VoiceSession } from '../src/synthesis/session';
import { joinSentences, speak, type SpokenSentence } from '../src/synthesis/speak';
import { subtitles } from '../src/synthesis/subtitles';
import { readVoiceConfig } from '../src/synthesis/voiceConfig';
import { decodeText } from '../src/text/decodeText';
import { isSsml } from '../src/text/script';
import { nodeEncoder } from './encoder';

const usage = `npm run speak -- --voice ZIP (--text "..." | --file TEXT) (--out FILE | --reading)
  --ssml                    the text is SSML, and nothing else
  --format wav|mp3|opus     what FILE is; its ending says so too
  --subtitles srt|vtt       writes these beside FILE
  --reading                 prints each word, what is said for it and its phonemes, and speaks nothing
  --speed 1`;
const formats = ['wav', 'mp3', 'opus'] as const;
const subtitleFormats = ['srt', 'vtt'] as const;

function readOptions() {
  const { values } = parseArgs({
    options: {
      voice: { type: 'string' },
      text: { type: 'string' },
      file: { type: 'string' },
      out: { type: 'string' },
      ssml: { type: 'boolean', default: false },
      format: { type: 'string' },
      subtitles: { type: 'string' },
      reading: { type: 'boolean', default: false },
      speed: { type: 'string', default: '1' }
    }
  });
  const { voice, file, out = '', reading } = values;
  const text = file === undefined ? values.text : decodeText(file, readFileSync(file)).text;
  if (!voice || text === undefined || (values.text !== undefined && file !== undefined) || (!out && !reading))
    throw new InvalidInputError(`Usage: ${usage}`);
  if (values.ssml && !isSsml(text))
    throw new InvalidInputError('With --ssml the text must be SSML: <speak>...</speak>.');
  const chosen = values.format ?? /\.(mp3|opus)$/i.exec(out)?.[1]?.toLowerCase() ?? 'wav';
  return {
    ...{ voice, text, out, reading },
    format: oneOf(formats, chosen, '--format'),
    subtitles:
      values.subtitles === undefined ? null : oneOf(subtitleFormats, values.subtitles, '--subtitles'),
    speed: Number(values.speed)
  };
}

function oneOf<Value extends string>(values: readonly Value[], given: string, name: string): Value {
  const value = values.find((known) => known === given);
  if (value === undefined)
    throw new InvalidInputError(`${name} must be ${values.join(' or ')}; it is "${given}".`);
  return value;
}

async function main() {
  const options = readOptions();
  const { text, out, speed, format } = options;
  const files = readVoiceZip(readFileSync(options.voice));
  const config = readVoiceConfig(files.config);
  const pronunciations = pronunciationsIn(files.about);
  if (options.reading) {
    const { phonemes, words, notices } = await readText(config, text, pronunciations);
    for (const word of words)
      console.log(`${text.slice(word.from, word.to)}\t${word.spoken}\t${word.phonemes}`);
    console.log(phonemes);
    for (const notice of notices) console.error(notice.text);
    return;
  }
  const session = await VoiceSession.open(files.onnx);
  const started = performance.now();
  const spoken: SpokenSentence[] = [];
  for await (const sentence of speak(session, config, text, { speed, pronunciations })) {
    for (const notice of sentence.notices) console.error(notice.text);
    spoken.push(sentence);
  }
  const audio = joinSentences(spoken);
  const took = (performance.now() - started) / 1000;
  writeFileSync(
    out,
    format === 'wav'
      ? writeWav(audio, config.sampleRate)
      : (await nodeEncoder()).encode(audio, config.sampleRate, format)
  );
  if (options.subtitles) {
    const timed = spoken.map((s) => ({ ...s, length: s.samples.length + s.silence }));
    writeFileSync(
      `${out.replace(/\.[^./\\]*$/, '')}.${options.subtitles}`,
      subtitles(text, timed, options.subtitles)
    );
  }
  const seconds = audio.length / config.sampleRate;
  console.log(
    `${out}: ${seconds.toFixed(2)} s of speech in ${took.toFixed(2)} s (${(took / seconds).toFixed(3)} of real time)`
  );
}

main().catch((error: unknown) => {
  const told = error instanceof OwnvoiceError || (error instanceof Error && 'code' in error);
  console.error(told ? error.message : error);
  process.exitCode = 1;
});
