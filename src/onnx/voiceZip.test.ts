import { unzipSync, zipSync } from 'fflate';
import { beforeAll, describe, expect, it } from 'vitest';
import { modelOf } from '../../tools/tinyVoice';
import { untrainedVoice } from '../../tools/untrainedVoice';
import { readBase, readGolden } from '../../tools/golden';
import { BadFileError, InvalidInputError } from '../errors';
import { writeSafetensors } from '../model/safetensors';
import { Graph } from './graph';
import { aboutVoice, modelCard, piperConfig, voiceStem, type VoiceDescription } from './piperFiles';
import { dataType } from './protobuf';
import { buildVoiceModel } from './voiceGraph';
import { packVoice, readVoiceFiles, readVoiceZip, type VoiceContents } from './voiceZip';
import { readDirectory } from './zipDirectory';

const about: VoiceDescription = {
  name: 'Jané D’Arc',
  accent: 'en-us',
  dataset: 'jane',
  run: 'jane_20260102030405',
  clips: 102,
  minutes: 8.7,
  scores: { 'held-out mel L1': 0.3731 },
  measures: null,
  consent: null,
  created: Date.UTC(2026, 0, 2)
};
const bytes = (text: string) => new TextEncoder().encode(text);
const text = (content: Uint8Array) => new TextDecoder().decode(content);

let voice: VoiceContents;
let zip: Uint8Array;
let folder: string;

beforeAll(() => {
  const stem = voiceStem(about.name, about.accent);
  const tensors = untrainedVoice(readBase().tensors, readGolden().get('stats'));
  voice = {
    stem,
    onnx: buildVoiceModel(tensors),
    config: piperConfig(stem, about.accent),
    modelCard: modelCard(stem, about),
    weights: writeSafetensors([['speaker', tensors.get('speaker')!]]),
    about: aboutVoice(about)
  };
  zip = packVoice(voice);
  folder = `vits-piper-${stem}`;
}, 60_000);

describe('the zip of a voice', () => {
  it('has the names and files that Piper and sherpa-onnx look for', () => {
    const files = Object.keys(unzipSync(zip)).filter((name) => !name.endsWith('/'));
    expect(files.sort()).toEqual(
      [
        `${folder}/MODEL_CARD`,
        `${folder}/en_US-Jane_D_Arc-medium.onnx`,
        `${folder}/en_US-Jane_D_Arc-medium.onnx.json`,
        `${folder}/ownvoice.json`,
        `${folder}/tokens.txt`,
        `${folder}/weights.safetensors`
      ].sort()
    );
  });

  it('lists each token once, the space as two spaces and 3', () => {
    const lines = text(unzipSync(zip)[`${folder}/tokens.txt`]!).trimEnd().split('\n');
    expect(lines).toContain('  3');
    expect(lines).toContain('^ 1');
    expect(new Set(lines).size).toBe(lines.length);
    expect(lines.every((line) => /^. \d+$/u.test(line))).toBe(true);
  });

  it('comes back from reading as it was packed', () => {
    const { onnx, weights, ...texts } = readVoiceZip(zip);
    expect({ ...voice, onnx: null, weights: null }).toEqual({ ...texts, onnx: null, weights: null });
    expect(Buffer.compare(onnx, voice.onnx)).toBe(0);
    expect(Buffer.compare(weights!, voice.weights!)).toBe(0);
  });

  it('is not packed under a name that is a path', () => {
    expect(() => packVoice({ ...voice, stem: '../x' })).toThrow(InvalidInputError);
  });
});

describe('a name', () => {
  it('becomes a stem that every client accepts', () => {
    expect(voiceStem('my voice', 'en-gb')).toBe('en_GB-my_voice-medium');
  });

  it('without a letter or digit is refused', () => {
    expect(() => voiceStem('你好', 'en-us')).toThrow(/at least one letter/);
  });
});

describe('a zip from outside', () => {
  const repacked = (change: (files: Record<string, Uint8Array>) => void) => {
    const files = unzipSync(zip);
    change(files);
    return zipSync(files, { level: 0 });
  };
  const onnxName = () => `${folder}/${voice.stem}.onnx`;

  it('of another Piper voice, in no folder and without our files, is read', () => {
    const other = zipSync({ 'a.onnx': voice.onnx, 'a.onnx.json': bytes(voice.config) }, { level: 0 });
    expect(readVoiceZip(other)).toMatchObject({ stem: 'a', weights: null, about: null, modelCard: '' });
  });

  it('with a truncated ONNX file is refused', () => {
    for (const share of [0.1, 0.5, 0.999])
      expect(() =>
        readVoiceZip(
          repacked((files) => (files[onnxName()] = voice.onnx.subarray(0, share * voice.onnx.length)))
        )
      ).toThrow(/cut short or damaged/);
  });

  it('with a path out of itself is refused', () => {
    for (const path of ['../x.onnx', 'a/../../x.onnx', '/etc/x.onnx', 'C:/x.onnx', 'a\\..\\x.onnx'])
      expect(() => readVoiceZip(repacked((files) => (files[path] = bytes('x'))))).toThrow(/outside itself/);
  });

  it('with the JSON of another program is refused', () => {
    const change = (json: string) => () =>
      readVoiceZip(repacked((files) => (files[`${onnxName()}.json`] = bytes(json))));
    expect(change('{"name": "left-pad", "version": "1.0.0"}')).toThrow(/not one of a Piper voice/);
    expect(change('<html>')).toThrow(/no JSON/);
    expect(change('[]')).toThrow(/no JSON object/);
  });

  it('with the ownvoice.json of another program is refused', () => {
    expect(() =>
      readVoiceZip(repacked((files) => (files[`${folder}/ownvoice.json`] = bytes('{"format":"x"}'))))
    ).toThrow(/another program/);
  });

  it('without a voice, with two, or without the JSON is refused', () => {
    expect(() => readVoiceZip(zipSync({ 'a.txt': bytes('hello') }))).toThrow(/0 \.onnx files/);
    expect(() => readVoiceZip(repacked((files) => (files['b.onnx'] = voice.onnx)))).toThrow(/2 \.onnx files/);
    expect(() => readVoiceZip(zipSync({ 'a.onnx': voice.onnx }, { level: 0 }))).toThrow(/belongs to it/);
  });

  it('that is none, or is cut short, is refused', () => {
    expect(() => readVoiceZip(bytes('RIFF....'))).toThrow(/no zip/);
    expect(() => readVoiceZip(zip.subarray(0, zip.length / 2))).toThrow(BadFileError);
  });

  it('that would unpack to far more than a voice is refused before it is unpacked', () => {
    const bomb = zipSync({ 'a.onnx': bytes('x'), 'a.onnx.json': new Uint8Array(60e6) });
    expect(() => readVoiceZip(bomb)).toThrow(/at most 1\./);
  });

  it('that lies about the size of what it unpacks to is refused', () => {
    const packed = (level: 0 | 6) =>
      zipSync({ 'a.onnx.json': new Uint8Array(2e6), 'a.onnx': bytes('x') }, { level });
    const claims: [Uint8Array, number, RegExp][] = [
      [packed(6), 500, /unpacks to more than the 500 bytes/],
      [packed(6), 0, /unpacks to more than the 0 bytes/],
      [packed(6), 1e6 - 1, /unpacks to more than/],
      [packed(0), 500, /should have 500 bytes/],
      [packed(0), 0, /should have 0 bytes/]
    ];
    for (const [lying, claim, reason] of claims) {
      const view = new DataView(lying.buffer);
      const [entry] = readDirectory(lying);
      // The size in the directory, the one that is believed.
      for (let i = entry!.end; i + 46 < lying.length; i++)
        if (view.getUint32(i, true) === 0x02014b50 && view.getUint32(i + 24, true) === 2e6)
          view.setUint32(i + 24, claim, true);
      expect(() => readVoiceZip(lying)).toThrow(reason);
    }
  });

  /** A stored file of `size` bytes that the directory names by all these names. */
  function oneFileManyNames(names: string[], size: number): Uint8Array {
    const single = zipSync({ [names[0]!]: new Uint8Array(size) }, { level: 0 });
    const view = new DataView(single.buffer);
    const end = single.length - 22;
    const start = view.getUint32(end + 16, true);
    const entries = names.map((name) => {
      const entry = new Uint8Array([...single.subarray(start, start + 46), ...bytes(name)]);
      const fields = new DataView(entry.buffer);
      fields.setUint16(28, name.length, true);
      fields.setUint32(24, 0, true);
      return entry;
    });
    const last = single.slice(end);
    new DataView(last.buffer).setUint16(8, names.length, true);
    new DataView(last.buffer).setUint16(10, names.length, true);
    return new Uint8Array(Buffer.concat([single.subarray(0, start), ...entries, last]));
  }

  it('whose files share their bytes is refused before one of them is copied', () => {
    const names = Array.from({ length: 150 }, (_, i) => `${i}.onnx`);
    const hostile = oneFileManyNames(names, 20e6);
    const before = process.memoryUsage().arrayBuffers;
    expect(() => readVoiceZip(hostile)).toThrow(/overlap/);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(20e6);
  });

  it('with two files of one name is refused', () => {
    const twice = zipSync({ 'a.onnx': bytes('x'), 'b.onnx': bytes('y') }, { level: 0 });
    for (let i = 0; i < twice.length; i++) if (twice[i] === 'b'.charCodeAt(0)) twice[i] = 'a'.charCodeAt(0);
    expect(() => readVoiceZip(twice)).toThrow(/two files of the name "a.onnx"/);
  });

  it('that is encrypted, or packed in an unusual way, is refused in words', () => {
    const changed = (offset: number, value: number) => {
      const other = zipSync({ 'a.onnx': bytes('x'), 'a.onnx.json': bytes('{}') });
      const view = new DataView(other.buffer);
      const directory = view.getUint32(other.length - 6, true);
      view.setUint16(directory + offset, value, true);
      return other;
    };
    expect(() => readVoiceZip(changed(8, 1))).toThrow(/encrypted/);
    expect(() => readVoiceZip(changed(10, 12))).toThrow(/packed in a way \(12\)/);
  });

  it('with a comment at its end is read', () => {
    const comment = bytes('Made by hand. '.repeat(50));
    const commented = new Uint8Array(zip.length + comment.length);
    commented.set(zip);
    commented.set(comment, zip.length);
    new DataView(commented.buffer).setUint16(zip.length - 2, comment.length, true);
    expect(readVoiceZip(commented).stem).toBe(voice.stem);
  });
});

describe('an ONNX file from outside', () => {
  const graph = (change: (g: Graph) => void) => {
    const g = new Graph();
    change(g);
    return modelOf(g);
  };
  const read = (onnx: Uint8Array) => () => readVoiceFiles(onnx, bytes(voice.config), 'x');

  it('with other inputs is refused, and named', () => {
    const classifier = graph((g) =>
      g.output('output', dataType.float, [1], g.input('image', dataType.float, [1]))
    );
    expect(read(classifier)).toThrow(/takes "image"/);
  });

  it('with another order of inputs is refused', () => {
    const swapped = graph((g) => {
      const scales = g.input('scales', dataType.float, [3]);
      g.input('input', dataType.int64, [1]);
      g.input('input_lengths', dataType.int64, [1]);
      g.output('output', dataType.float, [3], scales);
    });
    expect(read(swapped)).toThrow(/takes "scales", "input"/);
  });

  it('without audio is refused', () => {
    const deaf = graph((g) => {
      g.input('input', dataType.int64, [1]);
      g.input('input_lengths', dataType.int64, [1]);
      g.output('y', dataType.float, [3], g.input('scales', dataType.float, [3]));
    });
    expect(read(deaf)).toThrow(/gives "y"/);
  });

  it('that keeps weights in another file is refused', () => {
    const external = graph((g) => {
      g.input('input', dataType.int64, [1]);
      g.output('output', dataType.float, [1], g.floats([1, 2, 3]));
    });
    // TensorProto.data_location = EXTERNAL, written over the type of the only initializer.
    const at = external.findIndex((_, i) => external[i] === 0x2a && external[i + 2] === 0x08);
    external[at + 4] = 14 << 3;
    external[at + 5] = 1;
    expect(read(external)).toThrow(/another file/);
  });

  it('that is empty or noise is refused', () => {
    expect(read(new Uint8Array(0))).toThrow(/cut short or damaged/);
    expect(read(Uint8Array.from({ length: 5000 }, (_, i) => (i * 7919) % 256))).toThrow(BadFileError);
  });

  it('that repeats a part of itself is refused, wherever in it that is', () => {
    const node = (op: string) => ({ op, inputs: ['scales'], outputs: ['y'], attributes: {} });
    const looping = (op: string) => graph((g) => g.nodes.push(node(op)));
    for (const op of ['Loop', 'Scan']) expect(read(looping(op))).toThrow(new RegExp(`has a ${op}`));
    expect(read(looping('If'))).not.toThrow(/repeats/);

    const field = (number: number, ...content: Uint8Array[]) => {
      const inner = Buffer.concat(content);
      const tag = (number << 3) | 2;
      return new Uint8Array([...(tag < 0x80 ? [tag] : [tag | 0x80, tag >> 7]), inner.length, ...inner]);
    };
    const loop = field(4, bytes('Loop'));
    // GraphProto.node (1), NodeProto.attribute (5), AttributeProto.g (6) and graphs (11), FunctionProto.node (7).
    for (const branch of [6, 11]) {
      const choice = field(1, field(4, bytes('If')), field(5, field(branch, field(1, loop))));
      expect(read(field(7, choice))).toThrow(/has a Loop/);
    }
    expect(read(field(25, field(7, loop)))).toThrow(/has a Loop/);
  });
});
