/** Whatever bytes come from outside: the readers of voices give a value or a BadFileError, and soon. */
import fc from 'fast-check';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { voiceThatSays } from '../../tools/tinyVoice';
import { BadFileError } from '../errors';
import { readSafetensors, writeSafetensors } from '../model/safetensors';
import { readVoiceConfig } from '../synthesis/voiceConfig';
import { checkModel } from './checkModel';
import { piperConfig } from './piperFiles';
import { importedVoice } from './voiceRecords';
import { readVoiceZip } from './voiceZip';

/** ms for files of a few kilobytes; a hang takes for ever */
const soon = 1000;
const encoded = (text: string) => new TextEncoder().encode(text);

/** True if `read` gives a value or a BadFileError in time; any other error is thrown on. */
function isSound(read: () => unknown): boolean {
  const begin = performance.now();
  try {
    read();
  } catch (error) {
    if (!(error instanceof BadFileError)) throw error;
    if (error.message.length > 2000) return false;
  }
  return performance.now() - begin < soon;
}

const edit = fc.record({
  kind: fc.constantFrom('set', 'cut', 'insert', 'repeat'),
  /** where, as a share of the file */
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  bytes: fc.oneof(
    fc.uint8Array({ minLength: 1, maxLength: 8 }),
    fc
      .constantFrom([0, 0, 0, 0], [255, 255, 255, 255], [255, 255, 255, 127], [1, 0, 0, 0])
      .map((numbers) => Uint8Array.from(numbers))
  )
});

/** A sound file with a few bytes changed, lost, added or doubled. */
function damaged(file: Uint8Array): fc.Arbitrary<Uint8Array> {
  return fc.array(edit, { minLength: 1, maxLength: 5 }).map((edits) =>
    edits.reduce<Uint8Array>((bytes, { kind, at, bytes: change }) => {
      const place = Math.floor(at * bytes.length);
      const [before, after] = [bytes.subarray(0, place), bytes.subarray(place)];
      const parts = {
        set: [before, change, after.subarray(change.length)],
        cut: [before, after.subarray(change[0])],
        insert: [before, change, after],
        repeat: [before, after.subarray(0, 8 * change[0]!), after]
      }[kind];
      return new Uint8Array(Buffer.concat(parts));
    }, file)
  );
}

const noise = fc.uint8Array({ maxLength: 4000 });
const runs = { numRuns: 1000 };

describe('safetensors', () => {
  const sound = writeSafetensors(
    [
      ['a', { shape: [2, 3], data: new Float32Array(6) }],
      ['b', { shape: [], data: new Int32Array(1) }]
    ],
    { step: '1' }
  );
  const count = fc.oneof(fc.nat(40), fc.constantFrom(-1, 0.5, 2 ** 53, 1e308, NaN));
  const entry = fc.record(
    {
      dtype: fc.constantFrom('F32', 'F16', 'I32', 'BF16', '__proto__'),
      shape: fc.array(count, { maxLength: 4 }),
      data_offsets: fc.array(count, { maxLength: 3 })
    },
    { requiredKeys: [] }
  );
  const header = fc.dictionary(
    fc.oneof(fc.string(), fc.constantFrom('__metadata__', '__proto__')),
    fc.oneof(entry, fc.jsonValue())
  );

  it('of any bytes are read or refused', () => {
    fc.assert(
      fc.property(fc.oneof(noise, damaged(sound)), (bytes) => isSound(() => readSafetensors(bytes))),
      runs
    );
  });

  it('with any header take no more than the file has', () => {
    fc.assert(
      fc.property(header, fc.nat(200), (described, bodyBytes) => {
        const json = encoded(JSON.stringify(described));
        const file = new Uint8Array(8 + json.length + bodyBytes);
        new DataView(file.buffer).setBigUint64(0, BigInt(json.length), true);
        file.set(json, 8);
        return isSound(() => {
          const tensors = [...readSafetensors(file).tensors.values()];
          // Halves are widened to twice their bytes.
          expect(tensors.reduce((sum, { data }) => sum + data.byteLength, 0)).toBeLessThanOrEqual(
            2 * bodyBytes
          );
        });
      }),
      runs
    );
  });
});

describe('the zip of a voice', () => {
  const files = {
    'v/x.onnx': voiceThatSays([0.5]),
    'v/x.onnx.json': encoded(piperConfig('x', 'en-us')),
    'v/ownvoice.json': encoded('{"format":"ownvoice","version":2}')
  };

  it.each([0, 6] as const)('of any bytes is read or refused (level %i)', (level) => {
    const sound = zipSync(files, { level });
    expect(readVoiceZip(sound).stem).toBe('x');
    // Most of what can go wrong is in the directory: a zip of short files is little else.
    const short = zipSync(
      { 'x.onnx': encoded('x'), 'x.onnx.json': encoded('{}'), 'a/': encoded('') },
      { level }
    );
    fc.assert(
      fc.property(fc.oneof(noise, damaged(sound), damaged(short)), (bytes) =>
        isSound(() => readVoiceZip(bytes))
      ),
      runs
    );
  });

  it('with anything as its ownvoice.json becomes a record or is refused', () => {
    const about = fc.oneof(
      fc.string(),
      fc.json(),
      fc
        .record(
          { name: fc.jsonValue(), minutes: fc.jsonValue(), clips: fc.jsonValue(), measures: fc.jsonValue() },
          { requiredKeys: [] }
        )
        .map((told) => JSON.stringify({ ...told, format: 'ownvoice' }))
    );
    fc.assert(
      fc.property(about, (text) =>
        isSound(() => {
          const zip = zipSync({ ...files, 'v/ownvoice.json': encoded(text) }, { level: 0 });
          const { name, minutes } = importedVoice(readVoiceZip(zip));
          expect(name.trim()).not.toBe('');
          expect(minutes === null || Number.isFinite(minutes)).toBe(true);
        })
      ),
      { numRuns: 300 }
    );
  });
});

describe('an ONNX file', () => {
  const sound = voiceThatSays([0.5]);
  /** Messages within messages, of the field numbers that ONNX uses and with any content. */
  const { message } = fc.letrec<{ message: Uint8Array; field: Uint8Array }>((tie) => ({
    message: fc.array(tie('field'), { maxLength: 6 }).map((fields) => new Uint8Array(Buffer.concat(fields))),
    field: fc
      .tuple(
        fc.constantFrom(1, 2, 3, 4, 5, 6, 7, 8, 11, 12, 13, 14, 15, 22, 23, 25),
        fc.constantFrom(0, 1, 2, 2, 2, 2, 2, 3, 4, 5),
        fc.oneof({ maxDepth: 12 }, fc.uint8Array({ maxLength: 12 }), tie('message'))
      )
      .map(([number, wire, content]) => {
        const tag =
          number < 16 ? [(number << 3) | wire] : [((number << 3) & 0x7f) | 0x80 | wire, number >> 4];
        const length = content.length & 0x7f;
        return new Uint8Array(
          wire === 2 ? [...tag, length, ...content.subarray(0, length)] : [...tag, ...content]
        );
      })
  }));

  it('of any bytes is accepted or refused', () => {
    checkModel(sound);
    fc.assert(
      fc.property(fc.oneof(noise, message, damaged(sound)), (bytes) => isSound(() => checkModel(bytes))),
      { numRuns: 3000 }
    );
  });

  it('that nests groups or graphs without end is refused', () => {
    expect(() => checkModel(new Uint8Array(1e6).fill(0x0b))).toThrow(BadFileError);
    let graph: Uint8Array = new Uint8Array(0);
    const wrap = (number: number, content: Uint8Array) =>
      new Uint8Array([(number << 3) | 2, 0x80 | (content.length & 0x7f), content.length >> 7, ...content]);
    for (let i = 0; i < 300; i++) graph = wrap(1, wrap(5, wrap(6, graph)));
    expect(() => checkModel(wrap(7, graph))).toThrow(/too deeply/);
  });

  it('with a hundred thousand inputs is refused in one sentence', () => {
    const port = [0x5a, 3, 0x0a, 1, 0x61];
    const inputs = new Uint8Array(500_000).map((_, i) => port[i % 5]!);
    const length = inputs.length + 2;
    const graph = [0x3a, 0x80 | (length & 0x7f), 0x80 | ((length >> 7) & 0x7f), length >> 14, 0x0a, 0];
    const bytes = new Uint8Array(
      Buffer.concat([Uint8Array.from([...graph]), inputs, Uint8Array.of(0x42, 0)])
    );
    expect(isSound(() => checkModel(bytes))).toBe(true);
    expect(() => checkModel(bytes)).toThrow(/takes "a"/);
  });
});

describe('the JSON of a voice', () => {
  const sound = JSON.parse(piperConfig('x', 'en-us')) as Record<string, unknown>;
  const strange = fc.oneof(fc.jsonValue(), fc.constantFrom(-1, 1e308, '', null, [], {}));
  /** A sound one with any value in the place of some of its own. */
  const changed = fc
    .dictionary(fc.constantFrom(...Object.keys(sound)), fc.oneof(strange, fc.constant(undefined)))
    .map((changes) => ({ ...sound, ...changes }));
  const inner = fc
    .tuple(
      fc.constantFrom('audio', 'espeak', 'inference', 'phoneme_id_map'),
      fc.dictionary(
        fc.oneof(
          fc.string(),
          fc.constantFrom('voice', 'sample_rate', 'noise_w', 'length_scale', '_', '^', '__proto__')
        ),
        fc.oneof(strange, fc.array(fc.integer({ max: 5000 })))
      )
    )
    .map(([key, changes]) => ({ ...sound, [key]: { ...(sound[key] as object), ...changes } }));

  it('of any text is read or refused', () => {
    const text = fc.oneof(
      fc.string(),
      fc.json(),
      fc.oneof(changed, inner).map((json) => JSON.stringify(json))
    );
    fc.assert(
      fc.property(text, (json) =>
        isSound(() => {
          const { sampleRate, phonemeIds } = readVoiceConfig(json);
          expect(sampleRate).toBeGreaterThanOrEqual(8000);
          for (const ids of phonemeIds.values()) for (const id of ids) expect(id).toBeLessThan(4096);
        })
      ),
      runs
    );
  });

  it('that nests lists without end is refused', () => {
    const deep = `${'['.repeat(2e5)}${']'.repeat(2e5)}`;
    for (const key of Object.keys(sound)) {
      const json = JSON.stringify({ ...sound, [key]: 'here' }).replace('"here"', deep);
      expect(isSound(() => readVoiceConfig(json))).toBe(true);
    }
  });
});
