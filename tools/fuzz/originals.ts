/** Whole files of each kind that the app takes in, small so that many mutants of them can be tried. */
import { readFileSync } from 'node:fs';
import { strToU8, zipSync } from 'fflate';
import { writeWav } from '../../src/audio/wav';
import { piperConfig } from '../../src/onnx/piperFiles';
import { voiceThatSays } from '../tinyVoice';

export const kinds = ['voice zip', 'dataset zip', 'onnx', 'json', 'wav', 'mp3', 'list', 'backup'] as const;
export type Kind = (typeof kinds)[number];

const stem = 'en_US-fuzz-medium';
/** Half a second and more of a hum with pauses. */
const hum = (seconds: number) =>
  Float32Array.from(
    { length: Math.round(seconds * 22_050) },
    (_, i) => 0.4 * Math.sin(i / 22) * Math.sin(i / 3000)
  );

export const onnx = voiceThatSays([...hum(0.1)]);
export const config = strToU8(piperConfig(stem, 'en-us'));
export const stemOf = stem;
export const wav = writeWav(hum(0.8), 22_050);
const list = strToU8(
  [
    'a|The first sentence.|The first sentence.',
    'b|"Two", said he; 3 | more',
    'c|Кто это?',
    '',
    'd\tnot here'
  ].join('\n')
);

/** All but the backup, which the app itself must write. */
export const originals: Record<Exclude<Kind, 'backup'>, Uint8Array> = {
  'voice zip': zipSync({
    [`${stem}.onnx`]: onnx,
    [`${stem}.onnx.json`]: config,
    MODEL_CARD: strToU8('# A voice')
  }),
  'dataset zip': zipSync({
    'x/metadata.csv': list,
    'x/wavs/a.wav': wav,
    'x/wavs/b.wav': [writeWav(hum(0.6), 22_050), { level: 0 }]
  }),
  onnx,
  json: config,
  wav,
  mp3: readFileSync(new URL('../../public/sample/LJ001-0016.mp3', import.meta.url)).subarray(0, 16_000),
  list
};
