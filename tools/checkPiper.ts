/**
 * `npm run check:piper [-- --voice ZIP]`: an exported voice must speak in sherpa-onnx as it does here. Without a
 * voice, one is built from the base with the statistics of its speaker "pm".
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { unzipSync } from 'fflate';
import { logMelDistance } from '../src/audio/logMelDistance';
import { piperConfig } from '../src/onnx/piperFiles';
import { buildVoiceModel } from '../src/onnx/voiceGraph';
import { packVoice, readVoiceZip } from '../src/onnx/voiceZip';
import { pronounce } from '../src/synthesis/pronounce';
import { VoiceSession } from '../src/synthesis/session';
import { readVoiceConfig } from '../src/synthesis/voiceConfig';
import { untrainedVoice } from './untrainedVoice';
import { readBase } from './golden';

/** One sentence each, without digits: what else differs between text front ends is not at stake here. */
const sentences = [
  'The birch canoe slid on the smooth planks.',
  'Four hours of steady work faced us.',
  'Please bring your own chair to the garden.'
];
/** sherpa-onnx takes 0 as "the default". */
const almostNoNoise = 1e-6;
const limit = 0.05;

function defaultVoice(): Uint8Array {
  const stem = 'en_US-base-medium';
  const base = readBase().tensors;
  const onnx = buildVoiceModel(untrainedVoice(base, base.get('speaker_stats.pm')!));
  return packVoice({
    stem,
    onnx,
    config: piperConfig(stem, 'en-us'),
    modelCard: '',
    weights: null,
    about: null
  });
}

/** Debian keeps it in a folder named after the processor. */
function espeakData(): string {
  const parents = [
    '/usr/share',
    '/usr/lib',
    ...readdirSync('/usr/lib').map((name) => join('/usr/lib', name))
  ];
  const folder = parents
    .map((parent) => join(parent, 'espeak-ng-data'))
    .find((path) => existsSync(join(path, 'phontab')));
  if (!folder)
    throw new Error(
      'sherpa-onnx needs the data of eSpeak NG: install it (apt install espeak-ng-data) and try again.'
    );
  return folder;
}

/** Speaks in a process of its own: sherpa-onnx ends the process where a voice does not suit it. */
function speakWithSherpa(folder: string, stem: string): Float32Array[] {
  const request = join(folder, 'request.json');
  const vits = {
    model: join(folder, `${stem}.onnx`),
    tokens: join(folder, 'tokens.txt'),
    dataDir: espeakData(),
    noiseScale: almostNoNoise,
    noiseScaleW: 0.8,
    lengthScale: 1
  };
  writeFileSync(request, JSON.stringify({ vits, sentences }));
  const script = fileURLToPath(new URL('./speakWithSherpa.mjs', import.meta.url));
  const { status, signal } = spawnSync(process.execPath, [script, request, folder], {
    stdio: ['ignore', 'inherit', 'inherit']
  });
  if (status !== 0)
    throw new Error(`sherpa-onnx ended with ${signal ?? `exit code ${status}`}; its reason is above.`);
  return sentences.map((_, i) => {
    const bytes = readFileSync(join(folder, `${i}.f32`));
    return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  });
}

/** Prints a line a sentence; true if all agree. */
async function compare(zip: Uint8Array, folder: string): Promise<boolean> {
  const { stem, onnx, config: json } = readVoiceZip(zip);
  const prefix = `vits-piper-${stem}/`;
  for (const [name, bytes] of Object.entries(unzipSync(zip)))
    if (name === `${prefix}tokens.txt` || name === `${prefix}${stem}.onnx`)
      writeFileSync(join(folder, name.slice(prefix.length)), bytes);
  const theirs = speakWithSherpa(folder, stem);
  const config = readVoiceConfig(json);
  const session = await VoiceSession.open(onnx);
  let agree = true;
  for (const [i, sentence] of sentences.entries()) {
    const { ids } = (await pronounce(sentence, config))!;
    const { samples } = await session.synthesise(ids, { noise: almostNoNoise });
    const distance = logMelDistance(samples, theirs[i]!);
    const sound = samples.length === theirs[i]!.length && distance < limit;
    agree &&= sound;
    console.log(
      `${sound ? 'agrees ' : 'DIFFERS'} samples ${samples.length} and ${theirs[i]!.length}, log-mel distance ${distance.toFixed(4)}: ${sentence}`
    );
  }
  return agree;
}

async function main() {
  const { values } = parseArgs({ options: { voice: { type: 'string' } } });
  const zip = values.voice ? readFileSync(values.voice) : defaultVoice();
  const folder = mkdtempSync(join(tmpdir(), 'ownvoice-piper-'));
  try {
    const agree = await compare(zip, folder);
    console.log(agree ? 'sherpa-onnx speaks as we do.' : 'sherpa-onnx speaks differently.');
    if (!agree) process.exitCode = 1;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
