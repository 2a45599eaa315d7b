import createFFmpegCore from '@ffmpeg/core';
import wasmUrl from '@ffmpeg/core/wasm?url';
import { beforeAll, describe, expect, it } from 'vitest';
import { BadFileError } from '../errors';
import { Decoder } from './decode';
import { startFfmpeg } from './startFfmpeg';
import { writeWav } from './wav';

const rate = 44100;
let module: WebAssembly.Module;
let decoder: Decoder;

/** A tone of 220 Hz as a WAV file. */
function tone(seconds: number): Uint8Array<ArrayBuffer> {
  const samples = Float32Array.from(
    { length: seconds * rate },
    (_, i) => 0.4 * Math.sin((2 * Math.PI * 220 * i) / rate)
  );
  return writeWav(samples, rate);
}

/** What FFmpeg makes of a WAV file with these arguments: the files that people have. */
async function encoded(wav: Uint8Array, ...args: string[]): Promise<Uint8Array> {
  const core = await createFFmpegCore({
    instantiateWasm(imports, done) {
      void WebAssembly.instantiate(module, imports).then((instance) => done(instance, module));
      return {};
    }
  });
  core.FS.writeFile('in.wav', wav);
  core.exec('-loglevel', 'error', '-i', 'in.wav', ...args, 'out');
  return core.FS.readFile('out');
}

/** The bytes are copied: the decoder takes them away. */
function decode(bytes: Uint8Array): Promise<Float32Array> {
  return decoder.decode(bytes.slice(), () => undefined);
}

/** Amplitude of the 220 Hz tone in samples at 22 050 Hz, by correlation. */
function amplitude(samples: Float32Array): number {
  let [sine, cosine] = [0, 0];
  samples.forEach((s, i) => {
    const phase = (2 * Math.PI * 220 * i) / 22050;
    sine += s * Math.sin(phase);
    cosine += s * Math.cos(phase);
  });
  return (2 * Math.hypot(sine, cosine)) / samples.length;
}

beforeAll(async () => {
  module = await WebAssembly.compileStreaming(fetch(wasmUrl));
  decoder = new Decoder(await startFfmpeg());
});

describe('decoding', () => {
  it.each([
    ['WAV', ['-f', 'wav']],
    ['WAV in stereo with 24 bits', ['-f', 'wav', '-ac', '2', '-c:a', 'pcm_s24le']],
    ['MP3', ['-f', 'mp3', '-c:a', 'libmp3lame']],
    ['M4A', ['-f', 'ipod', '-c:a', 'aac']],
    ['FLAC', ['-f', 'flac']],
    ['OGG', ['-f', 'ogg', '-c:a', 'libvorbis']],
    ['OPUS', ['-f', 'opus', '-c:a', 'libopus', '-ar', '48000']],
    ['WEBM', ['-f', 'webm', '-c:a', 'libopus', '-ar', '48000']]
  ])('gives 22 050 Hz mono of %s', async (_, args) => {
    const samples = await decode(await encoded(tone(1), ...args));
    expect(samples.length / 22050).toBeGreaterThan(0.98);
    expect(samples.length / 22050).toBeLessThan(1.1);
    expect(amplitude(samples.subarray(2205, 19845))).toBeCloseTo(0.4, 1);
  });

  it('refuses a recording at a rate too low for speech, which would last for minutes', async () => {
    const slow = writeWav(new Float32Array(598).fill(0.1), 1);
    expect(slow).toHaveLength(1240);
    await expect(decode(slow)).rejects.toThrow(BadFileError);
    await expect(decode(slow)).rejects.toThrow('says 1 samples a second; speech needs at least 4000');
  });

  it('works for one file after another, bad ones between', async () => {
    const wav = tone(1);
    for (let i = 0; i < 5; i++) {
      expect((await decode(wav)).length).toBe(22050);
      await expect(decode(new Uint8Array(1000))).rejects.toThrow(BadFileError);
    }
  });

  it('tells how much is done', async () => {
    const shares: number[] = [];
    await decoder.decode(tone(120), (share) => shares.push(share));
    expect(shares.length).toBeGreaterThan(0);
    expect(shares.every((share) => share >= 0 && share <= 1)).toBe(true);
  });

  it('takes what is there of a file that was cut short', async () => {
    const mp3 = await encoded(tone(3), '-f', 'mp3', '-c:a', 'libmp3lame');
    expect((await decode(mp3.subarray(0, mp3.length / 2))).length / 22050).toBeGreaterThan(1);
  });

  it('writes no samples that are not numbers', async () => {
    const wav = (await encoded(tone(1), '-f', 'wav', '-c:a', 'pcm_f32le')).slice();
    new DataView(wav.buffer).setFloat32(wav.length - 4000, NaN, true);
    expect((await decode(wav)).every(Number.isFinite)).toBe(true);
  });

  const text = (content: string) => new TextEncoder().encode(content);
  it.each([
    ['text', text('This is a letter, not a recording. '.repeat(50)), 'is not audio that can be read'],
    ['noise', Uint8Array.from({ length: 5000 }, (_, i) => (i * 7919) % 251), 'is not audio that can be read'],
    ['a playlist', text('#EXTM3U\n#EXTINF:5,\ninput\n#EXT-X-ENDLIST\n'), 'is not audio that can be read'],
    ['a list of files', text("ffconcat version 1.0\nfile 'input'\n"), 'is not audio that can be read'],
    ['a recording of 0.1 s', tone(0.1), 'has 0.10 s; a clip needs at least 0.5 s'],
    ['one of 11 minutes', tone(660), 'longer than 10 minutes']
  ])('refuses %s with a sentence', async (_, bytes, sentence) => {
    await expect(decode(bytes)).rejects.toThrow(BadFileError);
    await expect(decode(bytes)).rejects.toThrow(sentence);
  });

  it('refuses a film without sound', async () => {
    const film = ['-f', 'lavfi', '-i', 'testsrc=d=1:s=64x64', '-map', '1:v', '-c:v', 'mpeg4', '-f', 'mp4'];
    const bytes = await encoded(tone(1), ...film);
    await expect(decode(bytes)).rejects.toThrow('no sound in this file');
  });
});
