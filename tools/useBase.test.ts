import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { useBase } from './useBase';

const root = resolve(import.meta.dirname, '..');
let work: string;
let folder: string;
let repository: string;

type Header = Record<string, { dtype: string; shape: number[]; data_offsets: [number, number] }> & {
  __metadata__: Record<string, string>;
};

/** Rewrites the header of a safetensors file in `folder`, and returns where the tensors begin in the new file. */
function edit(name: string, change: (header: Header) => void): number {
  const bytes = readFileSync(join(folder, name));
  const length = Number(bytes.readBigUInt64LE(0));
  const header = JSON.parse(bytes.toString('utf8', 8, 8 + length)) as Header;
  change(header);
  const json = Buffer.from(JSON.stringify(header));
  const size = Buffer.alloc(8);
  size.writeBigUInt64LE(BigInt(json.length));
  writeFileSync(join(folder, name), Buffer.concat([size, json, bytes.subarray(8 + length)]));
  return 8 + json.length;
}

const placed = () =>
  ['public/base/base.safetensors', 'tools/base-model/golden.safetensors', 'public/base/MODEL_CARD.md'].map(
    (path) => readFileSync(join(repository, path))
  ) as [Buffer, Buffer, Buffer];

/** The folder is refused with these words, and nothing is written. */
function expectRefusal(message: RegExp): void {
  const before = placed();
  expect(() => useBase(folder, repository)).toThrow(message);
  placed().forEach((bytes, i) => expect(bytes.equals(before[i]!)).toBe(true));
}

beforeEach(() => {
  work = mkdtempSync(join(tmpdir(), 'ownvoice-base-'));
  folder = join(work, 'new');
  repository = join(work, 'repository');
  for (const path of [folder, join(repository, 'public/base'), join(repository, 'tools/base-model')])
    mkdirSync(path, { recursive: true });
  for (const path of ['public/base/base.safetensors', 'tools/base-model/golden.safetensors']) {
    cpSync(join(root, path), join(repository, path));
    cpSync(join(root, path), join(folder, path.split('/').at(-1)!));
  }
  writeFileSync(join(repository, 'public/base/MODEL_CARD.md'), 'Of the weights before.\n');
  writeFileSync(
    join(folder, 'MODEL_CARD.md'),
    '`golden.safetensors`: reference values (MODEL.md). `recipe/`: how to make both again.\n'
  );
});
afterEach(() => rmSync(work, { recursive: true }));

describe('other weights in place of the present ones', () => {
  it('are put in place, and the paths in their card become those of the repository', () => {
    edit('base.safetensors', (header) => (header.__metadata__.steps = '{"acoustic": 9}'));
    edit('golden.safetensors', (header) => (header.__metadata__.feature_clip = 'another'));
    useBase(folder, repository);
    const [base, golden, card] = placed();
    expect(base.equals(readFileSync(join(folder, 'base.safetensors')))).toBe(true);
    expect(golden.equals(readFileSync(join(folder, 'golden.safetensors')))).toBe(true);
    expect(card.toString()).toBe(
      '`tools/base-model/golden.safetensors`: reference values (`docs/MODEL.md`). `tools/base-model/`: how to make both again.\n'
    );
  });

  it('may have other speakers, with or without what fits their own voices', () => {
    const file = join(folder, 'base.safetensors');
    let fitBytes = 0;
    edit('base.safetensors', (header) => {
      const names = header.__metadata__.speakers!.split(',');
      const last = names.at(-1)!;
      header['speaker_stats.someone'] = header[`speaker_stats.${last}`]!;
      const [from, to] = header[`speaker_fit.${last}`]!.data_offsets;
      fitBytes = to - from;
      for (const kind of ['stats', 'fit']) Reflect.deleteProperty(header, `speaker_${kind}.${last}`);
      header.__metadata__.speakers = [...names.slice(0, -1), 'someone'].join(',');
    });
    // What fitted the speaker who is gone was the last tensor of the file.
    const bytes = readFileSync(file);
    writeFileSync(file, bytes.subarray(0, bytes.length - fitBytes));
    const before = readFileSync(file);
    useBase(folder, repository);
    expect(placed()[0].equals(before)).toBe(true);
  });

  it('are refused in another format version', () => {
    edit('base.safetensors', (header) => (header.__metadata__.format_version = '3'));
    expectRefusal(/should be of format_version 2, and is of 3/);
  });

  it('are refused without a tensor that the networks need', () => {
    edit('base.safetensors', (header) => delete header['acoustic.prosody.output.bias']);
    expectRefusal(/should hold "acoustic.prosody.output.bias"/);
  });

  it('are refused with a tensor that the networks do not know', () => {
    edit('base.safetensors', (header) => {
      header['acoustic.duration.bias'] = header['acoustic.prosody.output.bias']!;
    });
    expectRefusal(/holds "acoustic.duration.bias"/);
  });

  it('are refused with a tensor of another shape or type', () => {
    edit('base.safetensors', (header) => header['vocoder.output.weight']!.shape.reverse());
    expectRefusal(/"vocoder.output.weight" should be F16 \[224, 242\], and is F16 \[242, 224\]/);
    edit('base.safetensors', (header) => {
      header['vocoder.output.weight']!.shape.reverse();
      header['vocoder.output.weight']!.dtype = 'F32';
      header['vocoder.output.weight']!.shape = [112, 242];
    });
    expectRefusal(/should be F16 \[224, 242\], and is F32 \[112, 242\]/);
  });

  it('are refused without the statistics of a speaker', () => {
    edit('base.safetensors', (header) => {
      Reflect.deleteProperty(header, `speaker_stats.${header.__metadata__.speakers!.split(',')[0]}`);
    });
    expectRefusal(/should hold "speaker_stats\./);
  });

  it('are refused with a weight that is not a finite number', () => {
    let offset = 0;
    const start = edit('base.safetensors', (header) => {
      [offset] = header['acoustic.aligner.bias']!.data_offsets;
    });
    const bytes = readFileSync(join(folder, 'base.safetensors'));
    bytes.writeUInt16LE(0x7c00, start + offset);
    writeFileSync(join(folder, 'base.safetensors'), bytes);
    expectRefusal(/"acoustic.aligner.bias" should hold finite numbers/);
  });

  it('are refused when the file is cut short', () => {
    const path = join(folder, 'base.safetensors');
    const bytes = readFileSync(path);
    writeFileSync(path, bytes.subarray(0, 1_000_000));
    expectRefusal(/^base.safetensors: /);
    writeFileSync(path, bytes.subarray(0, 1000));
    expectRefusal(/should begin with the header of a safetensors file/);
  });

  it('are refused with golden values that lack one', () => {
    edit('golden.safetensors', (header) => delete header['still.audio']);
    expectRefusal(/golden.safetensors should hold "still.audio"/);
  });

  it('are refused with golden values of a base with another number of speakers', () => {
    edit('golden.safetensors', (header) => {
      const tensor = header['grad.acoustic.speakers']!;
      tensor.shape[0]!--;
      tensor.data_offsets[1] -= 4 * tensor.shape[1]!;
    });
    expectRefusal(/"grad.acoustic.speakers" should be F32 \[\d+, 256\]/);
  });

  it('are refused without a model card, or with an empty one', () => {
    writeFileSync(join(folder, 'MODEL_CARD.md'), ' \n');
    expectRefusal(/MODEL_CARD.md should say who spoke/);
    rmSync(join(folder, 'MODEL_CARD.md'));
    expectRefusal(/MODEL_CARD.md is missing/);
  });
});
