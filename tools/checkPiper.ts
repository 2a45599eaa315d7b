/**
 * `npm run check:piper [-- --voice ZIP]`: an exported voice must speak in sherpa-onnx as it does here: the same
 * without noise, and for about as long where each draws its own prosody. Without a voice, the first built-in one is
 * taken.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { unzipSync } from 'fflate';
import { logMelDistance } from '../src/audio/logMelDistance';
import { natural } from '../src/model/architecture';
import { builtInFiles } from '../src/onnx/builtInVoices';
import { storedContents } from '../src/onnx/voiceRecords';
import { builtInVoices } from '../src/store/builtInVoices';
import { packVoice, readVoiceZip } from '../src/onnx/voiceZip';
import { pronounce } from '../src/synthesis/pronounce';
import { naturalProsody, VoiceSession } from '../src/synthesis/session';
import { readVoiceConfig } from '../src/synthesis/voiceConfig';
import { Traced } from '../src/text/traced';
import { readBase } from './golden';

/** One sentence each, without digits: what else differs between text front ends is not at stake here. */
const sentences = [
  'The birch canoe slid on the smooth planks.',
  'Four hours of steady work faced us.',
  'Please bring your own chair to the garden.'
];
/** sherpa-onnx takes 0 as "the default". */
const almostNone = 1e-6;
/** Log-mel distance under which two syntheses are the same speech. */
const limit = 0.05;
/** How many of ours their duration is compared with, and by how much of it theirs may differ. */
const draws = 8;
const durationLimit = 0.2;

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
function speakWithSherpa(folder: string, stem: string, noise: number, noiseW: number): Float32Array[] {
  const request = join(folder, 'request.json');
  const vits = {
    model: join(folder, `${stem}.onnx`),
    tokens: join(folder, 'tokens.txt'),
    dataDir: espeakData(),
    noiseScale: noise,
    noiseScaleW: noiseW,
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

/** Without noise, theirs must be the same speech as ours. */
function agreesStill(ours: Float32Array, theirs: Float32Array): boolean {
  const distance = logMelDistance(ours, theirs);
  const agrees = ours.length === theirs.length && distance < limit;
  console.log(
    `${agrees ? 'agrees ' : 'DIFFERS'} samples ${ours.length} and ${theirs.length}, log-mel distance ${distance.toFixed(4)}`
  );
  return agrees;
}

/** At the defaults, theirs must last about as long as ours do on average. */
function agreesDrawn(ours: number[], theirs: number): boolean {
  const mean = ours.reduce((sum, n) => sum + n, 0) / ours.length;
  const agrees = Math.abs(theirs - mean) < durationLimit * mean;
  console.log(
    `${agrees ? 'agrees ' : 'DIFFERS'} drawn, samples ${Math.round(mean)} (mean of ${ours.length}) and ${theirs}`
  );
  return agrees;
}

/** Prints what was compared; true if all agree. */
async function compare(zip: Uint8Array, folder: string): Promise<boolean> {
  const { stem, onnx, config: json } = readVoiceZip(zip);
  const prefix = `vits-piper-${stem}/`;
  for (const [name, bytes] of Object.entries(unzipSync(zip)))
    if (name === `${prefix}tokens.txt` || name === `${prefix}${stem}.onnx`)
      writeFileSync(join(folder, name.slice(prefix.length)), bytes);
  const theirsStill = speakWithSherpa(folder, stem, almostNone, almostNone);
  const theirsDrawn = speakWithSherpa(folder, stem, natural.noiseScale, natural.noiseW);
  const config = readVoiceConfig(json);
  const session = await VoiceSession.open(onnx);
  const agree: boolean[] = [];
  for (const [i, sentence] of sentences.entries()) {
    console.log(sentence);
    const { pronunciation } = await pronounce(Traced.of(sentence), config);
    const ids = pronunciation?.ids ?? [];
    const still = await session.synthesise(ids, { noise: almostNone, noiseW: almostNone });
    agree.push(agreesStill(still.samples, theirsStill[i]!));
    const drawn: number[] = [];
    for (let draw = 0; draw < draws; draw++)
      drawn.push((await session.synthesise(ids, naturalProsody)).samples.length);
    agree.push(agreesDrawn(drawn, theirsDrawn[i]!.length));
  }
  return agree.every(Boolean);
}

async function main() {
  const { values } = parseArgs({ options: { voice: { type: 'string' } } });
  const zip = values.voice
    ? readFileSync(values.voice)
    : packVoice(storedContents(builtInVoices[0], builtInFiles(readBase(), builtInVoices[0])));
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
